"""How often articles use words of your own choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from mediakit.annotate.hits import find_terms
from mediakit.errors import LexiconError, OptionError
from mediakit.lexicon import Lexicon, Term
from mediakit.query.lists import term_fault
from mediakit.score.build import Counts, count_pairs, scores_of
from mediakit.tables import ARTICLES, PARTS, check_table


def score_words(
    articles: pd.DataFrame,
    words: str | Sequence[str] | Mapping[str, Sequence[str]],
    *,
    parts: str | Sequence[str] = PARTS,
) -> pd.DataFrame:
    """Return whether and how often every article uses each of some words.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    words : str, list of str or mapping
        One word, or several, each counted by itself; or lists of words by what they are counted as, such as
        ``{"talks": ["ceasefire*", "peace talks"]}``. Several words stand in sequence, ``*`` stands for any letters and
        ``?`` for one; capital and small letters are the same.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SCORES with the word (or what it is counted as) as label: ``word_presence`` (0 or 1, exposure 1) and
        ``word_rate`` (uses over thousands of words).

    Raises
    ------
    OptionError, LexiconError
        Without any word, and for one that cannot be looked for.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Ceasefire talks: no ceasefires yet."}])
    >>> score_words(articles, "ceasefire*")[["label", "measure", "total", "exposure"]].values.tolist()
    [['', 'word_presence', 0.0, 1.0], ['ceasefire*', 'word_presence', 1.0, 1.0],
     ['', 'word_rate', 0.0, 0.005], ['ceasefire*', 'word_rate', 2.0, 0.005]]
    """
    check_table(articles, ARTICLES)
    lexicon = _lexicon_of(words)
    hits = find_terms(articles, lexicon, parts=parts)
    article, label, count = count_pairs(hits.article, hits.label)
    every = pd.Series(1, index=range(len(articles))).to_numpy()
    return scores_of(
        articles,
        lexicon.labels,
        [
            Counts("word_presence", article, label, count > 0, every),
            Counts("word_rate", article, label, count, hits.n_words / 1000),
        ],
    )


def _lexicon_of(words: str | Sequence[str] | Mapping[str, Sequence[str]]) -> Lexicon:
    """Return the words as terms of a lexicon, or raise an error that names one that finds nothing or too much."""
    if isinstance(words, Mapping):
        lists = {str(label): [terms] if isinstance(terms, str) else list(terms) for label, terms in words.items()}
    else:
        lists = {word: [word] for word in ([words] if isinstance(words, str) else words)}
    terms = [Term(str(text), label) for label, texts in lists.items() for text in texts]
    if not terms:
        raise OptionError("words must hold at least one word, got none", next_step='Write words=["ceasefire*"].')
    for term in terms:
        fault = term_fault(term.text)
        if fault:
            raise LexiconError(fault[0], where=f"words, {term.text!r}", next_step=fault[2])
    return Lexicon("words", terms)
