"""Made-up stories of outlets in weeks, as ARTICLES and SCORES."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mediakit.tables import ARTICLES, build_table

Numbers = np.ndarray[Any, Any]
START = pd.Timestamp("2022-01-03", tz="UTC")


def articles_of(outlet: Numbers, day: Numbers, story: Numbers | None = None) -> pd.DataFrame:
    """Return ARTICLES, days counted from a Monday; stories of their own where none are given."""
    story = np.arange(len(outlet)) if story is None else story
    facts = zip(outlet.tolist(), day.tolist(), story.tolist(), strict=True)
    rows: list[dict[str, Any]] = [
        {"article_id": f"a{i}", "outlet": str(o), "published": START + pd.Timedelta(days=d), "story_id": f"s{s}"}
        for i, (o, d, s) in enumerate(facts)
    ]
    return build_table(ARTICLES, rows)


def scores_of(measure: str, exposure: Numbers, **totals: Numbers) -> pd.DataFrame:
    """Return SCORES of articles a0, a1, ... with a row for every zero, a keyword a label."""
    ids = [f"a{i}" for i in range(len(exposure))]
    tables = [
        pd.DataFrame({"article_id": ids, "measure": measure, "label": label, "total": total, "exposure": exposure})
        for label, total in totals.items()
    ]
    kinds = {"total": float, "exposure": float, "article_id": "str", "measure": "category", "label": "category"}
    return pd.concat(tables, ignore_index=True).astype(kinds)


def uneven(seed: int, n: int = 240, outlets: int = 4, copies: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return SCORES of frames and ARTICLES: outlets begin in different weeks, and stories stand in several of them."""
    rng = np.random.default_rng(seed)
    outlet = rng.integers(0, outlets, n)
    day = rng.integers(0, 70, n) // (1 + outlet % 2) + 14 * outlet
    story = np.where(rng.random(n) < 0.4, rng.integers(0, n // 5, n), np.arange(n)) if copies else np.arange(n)
    sentences = rng.integers(5, 60, n).astype(float)
    peace, war = (np.minimum(rng.poisson(sentences * rng.gamma(0.4, 0.2, n)), sentences) for _ in range(2))
    articles = articles_of(np.array([f"O{o}" for o in outlet]), day, story)
    return scores_of("frame_salience", sentences, peace=peace, war=war), articles
