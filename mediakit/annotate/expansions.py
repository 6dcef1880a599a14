"""What terms with a wildcard matched."""

from __future__ import annotations

import pandas as pd

from mediakit.contract import Column, Table
from mediakit.lexicon import Lexicon
from mediakit.text.blocks import texts_of
from mediakit.text.letters import plain_form, small
from mediakit.text.vocabulary import normalise

EXPANSIONS = Table(
    "EXPANSIONS",
    "a term with a wildcard x what it matched",
    (
        Column("label", "str", "what the term stands for"),
        Column("term", "str", "the term"),
        Column("matched", "str", "what it matched, in small letters"),
        Column("n_matches", "int", "how often", least=1),
        Column("n_articles", "int", "in how many articles", least=1),
    ),
    key=("label", "term", "matched"),
    made_by="expand_wildcards()",
)


def expand_wildcards(articles: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """Return what every term with a wildcard matched in the articles, most frequent first.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    lexicon : Lexicon
        The terms to report on.

    Returns
    -------
    DataFrame
        EXPANSIONS: label, term, matched (in small letters), n_matches, n_articles. Read it before trusting
        a wildcard.

    Examples
    --------
    >>> from mediakit.lexicon import Term
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Deterrence deters. It deters well."}])
    >>> expand_wildcards(articles, Lexicon("demo", [Term("deter*", "d")]))[["matched", "n_matches"]].values.tolist()
    [['deters', 2], ['deterrence', 1]]
    """
    texts = texts_of(articles)
    rows = []
    for first, matches in lexicon.find(texts, overlap="all"):
        for text, start, end, index in zip(matches.text, matches.start, matches.end, matches.term, strict=True):
            term = lexicon.terms[index]
            if "*" in term.text or "?" in term.text:
                stretch = small(plain_form(normalise(texts[first + text][start:end])))
                rows.append((term.label, term.text, stretch, first + text))
    found = pd.DataFrame(rows, columns=["label", "term", "matched", "article"])
    found = found.astype({"label": "str", "term": "str", "matched": "str"})
    counts = found.groupby(["label", "term", "matched"], sort=False, as_index=False).agg(
        n_matches=("article", "size"), n_articles=("article", "nunique")
    )
    return counts.sort_values(
        ["label", "term", "n_matches", "matched"], ascending=[True, True, False, True], ignore_index=True
    )
