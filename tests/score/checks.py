"""What holds of every SCORES table, whatever it measures."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from mediakit.measures import MEASURES
from mediakit.tables import ARTICLES, SCORES, build_table, check_table, empty

Score = Callable[[pd.DataFrame], pd.DataFrame]
KEYS = ["article_id", "measure", "label"]
TEXTS = (
    "Kiev says the invasion crossed a red line. Nobody was surprised, and Kyiv’s allies spoke of a red line again.",
    "",
    "A great day for Finland: it joined NATO. “This is a special military operation,” said Moscow. Deterrence works.",
    "Rain in Oslo. Terrible roads; no news.",
)


def articles_of(*texts: str) -> pd.DataFrame:
    rows = [{"article_id": f"a{i}", "text": text, "published": "2022-05-09"} for i, text in enumerate(texts)]
    return build_table(ARTICLES, rows)


def value(scores: pd.DataFrame, article: str, measure: str, label: str) -> tuple[float, float]:
    """Return total and exposure of one score; without a row of its own it is a zero of the article's exposure."""
    own = scores[(scores["article_id"] == article) & (scores["measure"] == measure)]
    rows = own[own["label"] == label]
    if len(rows):
        assert len(rows) == 1
        return float(rows["total"].iloc[0]), float(rows["exposure"].iloc[0])
    base = own.loc[own["label"] == "", "exposure"]
    assert len(base) <= 1
    return 0.0, float(base.sum())


def assert_scores_hold(score: Score, *, whole_corpus: bool = False) -> pd.DataFrame:
    """Check contract, rows of exposure, order of rows and sums over parts; return the scores of TEXTS.

    ``whole_corpus`` says that the labels are chosen from all articles, so that parts have other labels.
    """
    articles = articles_of(*TEXTS).set_index(pd.Index([3, 1, 4, 2]))
    before = articles.copy(deep=True)
    scores = check_table(score(articles), SCORES)
    pd.testing.assert_frame_equal(articles, before)
    assert not scores.duplicated(KEYS).any()
    assert set(scores["measure"]) <= set(MEASURES)
    for _, rows in scores.groupby("measure", observed=True):
        base = rows[rows["label"] == ""].set_index("article_id")
        own = rows[rows["label"] != ""]
        if len(base):
            assert base.index.tolist() == articles["article_id"].tolist()
            assert (base["total"] == 0).all() and (own["total"] != 0).all()
            assert (base["exposure"].loc[own["article_id"]].to_numpy() == own["exposure"].to_numpy()).all()
        else:
            assert (own["exposure"] > 0).all()
    assert (scores["exposure"] >= 0).all()
    shares = scores[[MEASURES[m].kind in ("share", "proportion") for m in scores["measure"]]]
    assert (shares["total"] <= shares["exposure"]).all()
    assert (shares["total"] >= 0).all()
    assert_same(score(articles.iloc[::-1]), scores)
    assert len(score(articles.iloc[:0])) == len(score(empty(ARTICLES))) == 0
    if not whole_corpus:
        assert_same(pd.concat([score(articles.iloc[:1]), score(articles.iloc[1:])]), scores)
    return scores


def assert_same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    plain = [frame.astype({"measure": object, "label": object}) for frame in (first, second)]
    first, second = (frame.sort_values(KEYS, ignore_index=True) for frame in plain)
    pd.testing.assert_frame_equal(first, second)
