"""SCORES with every zero in them, for those who want the full table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.measures import DESCRIPTION
from mediakit.stats.sparse import Scored, read_scores
from mediakit.tables import ARTICLES, SCORES, check_columns, check_table

Numbers = NDArray[Any]


def fill_zeros(scores: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the full table of scores: every article x measure x label, zeros included.

    ``estimate()`` and its kin read scores as they are and need no zeros; the full table is for your own arithmetic.
    It has as many rows as articles times labels: 300 labels of 20,000 articles make six million.

    Parameters
    ----------
    scores : DataFrame
        SCORES. Labels that were looked for and found nowhere are those that the column ``label`` has as categories
        without rows, if no rows were taken out of the table (see estimate()).
    articles : DataFrame
        ARTICLES that were scored; scores of other articles are left out.

    Returns
    -------
    DataFrame
        SCORES in the order of articles, then measure, then label, with a row of total 0 wherever a label has none and
        the article's exposure in it: 0 if the article could not be scored. The empty label is gone, except in measures
        that have no other. What measures say of themselves is kept, further columns are not.

    Raises
    ------
    TableError
        For a table that breaks its contract.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a"}, {"article_id": "b"}])
    >>> row = {"measure": "frame_salience", "exposure": 20}
    >>> found = [{"article_id": "a", "label": "red_lines", "total": 3}]
    >>> carriers = [{"article_id": name, "label": "", "total": 0} for name in "ab"]
    >>> scores = build_table(SCORES, [row | part for part in (*carriers, *found)])
    >>> fill_zeros(scores, articles)[["article_id", "label", "total", "exposure"]].values.tolist()
    [['a', 'red_lines', 3.0, 20.0], ['b', 'red_lines', 0.0, 20.0]]
    """
    check_columns(scores, SCORES)
    check_table(articles, ARTICLES)
    read = read_scores(scores, articles)
    names = [str(name) for name in _categories(scores["label"])]
    place = {name: code for code, name in enumerate(dict.fromkeys([*names, ""]))}
    parts = [_full(one, place) for one in read]
    sizes = [len(part[0]) for part in parts]
    measure = np.repeat(np.arange(len(read)), sizes)
    article, label, total, exposure = (
        np.concatenate([np.zeros(0), *columns]) for columns in (zip(*parts, strict=True) if parts else [()] * 4)
    )
    order = np.argsort(article, kind="stable")
    measure, label = measure[order], label[order].astype(np.int64)
    made: dict[str, Any] = {
        "article_id": articles["article_id"].astype("str").take(article[order].astype(np.int64)).reset_index(drop=True),
        "measure": _category(measure, [one.measure.name for one in read]),
        "label": _category(label, list(place)),
        "total": total[order],
        "exposure": exposure[order],
    }
    if any(one.reads for one in read):
        made["reads"] = pd.Categorical(pd.Series([one.reads or None for one in read], dtype=object)).take(measure)
    return pd.DataFrame(made | _descriptions(scores, read, measure))


def _categories(column: pd.Series) -> list[Any]:
    """Return the categories of a column, or its values in order where it has none."""
    return list((column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")).cat.categories)


def _category(codes: Numbers, names: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype=object))


def _full(scored: Scored, place: dict[str, int]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return article, code of the label, total and exposure of all scores of a measure, by article and label."""
    width = len(scored.labels)
    known = np.flatnonzero(np.isfinite(scored.base))
    if not width:
        return known, np.full(len(known), place[""]), np.zeros(len(known)), scored.base[known]
    shape = (len(scored.base), width)
    total, exposure = np.zeros(shape), np.repeat(scored.base[:, None], width, axis=1)
    total[scored.article, scored.label], exposure[scored.article, scored.label] = scored.total, scored.exposure
    article, label = np.nonzero(np.isfinite(exposure))
    codes = np.array([place[str(name)] for name in scored.labels])
    return article, codes[label], total[article, label], exposure[article, label]


def _descriptions(scores: pd.DataFrame, read: list[Scored], measure: Numbers) -> dict[str, Any]:
    """Return the columns in which measures describe themselves, for the measures that the table describes."""
    columns = [name for name in (*DESCRIPTION, "unit", "min_exposure") if name in scores.columns]
    if not columns:
        return {}
    said = scores["kind"].notna() if "kind" in scores.columns else pd.Series(False, index=scores.index)
    described = set(scores.loc[said.to_numpy(), "measure"].unique())
    made: dict[str, Any] = {}
    for name in columns:
        values = [getattr(one.measure, name) if one.measure.name in described else None for one in read]
        if name == "min_exposure":
            made[name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)[measure]
        else:
            made[name] = pd.Categorical(pd.Series(values, dtype=object)).take(measure)
    return made
