"""What is known to be wrong with a corpus is left out before anything is counted, and told of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from mediakit.clean.repeats import blank_spans, mark_repeats
from mediakit.tables import ARTICLES, check_table

Flaw = Literal["repeated_passages", "lost_capitals", "collection_days"]
FLAWS = get_args(Flaw)


@dataclass(frozen=True)
class Acted:
    """A corpus without what is known to be wrong with it.

    Attributes
    ----------
    articles : DataFrame
        ARTICLES to count in: without outlets that have lost their capitals, repeated passages made blank.
    without_capitals : tuple of str
        Outlets that are left out.
    passages : DataFrame
        SPANS that are blank; see mark_repeats().
    on_collection_days : frozenset of str
        Ids of articles that may bear the day of their collection: not to be asked when something happened.
    """

    articles: pd.DataFrame
    without_capitals: tuple[str, ...]
    passages: pd.DataFrame
    on_collection_days: frozenset[str]


def act_on_findings(articles: pd.DataFrame, findings: pd.DataFrame, *, keep: Collection[Flaw] = ()) -> Acted:
    """Return the articles to count in, and what was left out of them.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    findings : DataFrame
        FINDINGS of check_corpus(articles).
    keep : list of {"repeated_passages", "lost_capitals", "collection_days"}
        What is not left out.

    Raises
    ------
    TableError
        If articles is not an ARTICLES table.

    Examples
    --------
    >>> from mediakit.clean.findings import check_corpus
    >>> from mediakit.tables import build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "outlet": "A", "text": "One."}])
    >>> act_on_findings(articles, check_corpus(articles)).without_capitals
    ()
    """
    check_table(articles, ARTICLES)
    lost, days = (
        findings[findings["code"] == code] if flaw not in keep else findings.iloc[:0]
        for flaw, code in (("lost_capitals", "lost_capitals"), ("collection_days", "date_spike"))
    )
    outlets = tuple(lost["outlet"].astype(str))
    counted = articles[~articles["outlet"].astype(object).isin(outlets)] if outlets else articles
    passages = mark_repeats(counted if "repeated_passages" not in keep else counted.iloc[:0])
    on_days = frozenset(" ".join(days["article_ids"]).split())
    return Acted(blank_spans(counted, passages), outlets, passages, on_days)
