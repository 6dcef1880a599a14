"""Units of coding, sentences or whole articles, and which of them a table of codes or hits touches."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError, TableError

SENTENCE, ARTICLE = ["article_id", "sentence_id"], ["article_id"]
ALL = "all"


def unit_key(units: pd.DataFrame, source: str) -> list[str]:
    """Return the columns that name a unit: article and sentence, or the article alone.

    Raises
    ------
    TableError
        When there is no article, or a unit stands there twice.

    Examples
    --------
    >>> unit_key(pd.DataFrame({"article_id": ["a"], "sentence_id": [0]}), "units")
    ['article_id', 'sentence_id']
    """
    key = SENTENCE if "sentence_id" in units.columns else ARTICLE
    missing = [name for name in key if name not in units.columns]
    if missing:
        raise TableError(
            "expected a table with a row for each sentence (article_id, sentence_id) or article (article_id)",
            where=source,
            next_step="split_sentences(articles) gives all sentences; ARTICLES are units, too.",
        )
    twice = units.duplicated(subset=key).to_numpy()
    if twice.any():
        first = ", ".join(str(value) for value in units.loc[twice, key].iloc[0])
        raise TableError(
            f"each unit may stand there once, but {first} is there twice",
            where=source,
            next_step=f"drop_duplicates({key}) keeps one row of each; copies by several coders are for agreement().",
        )
    return key


def places(units: pd.DataFrame, wanted: pd.DataFrame, key: list[str]) -> NDArray[np.int64]:
    """Return the row of units that each row of another table belongs to, -1 where there is none.

    Examples
    --------
    >>> units = pd.DataFrame({"article_id": ["a", "b"]})
    >>> places(units, pd.DataFrame({"article_id": ["b", "c"]}), ["article_id"]).tolist()
    [1, -1]
    """
    ids = pd.concat([units["article_id"], wanted["article_id"]], ignore_index=True).astype(object)
    number = pd.factorize(ids)[0].astype(np.int64)
    if key == SENTENCE:
        # Article and sentence as one number, of which sentences outside any (-1) have one as well.
        sentence = np.concatenate([table["sentence_id"].to_numpy(dtype=np.int64) + 1 for table in (units, wanted)])
        number = number * (int(sentence.max(initial=0)) + 1) + sentence
    return np.asarray(pd.Index(number[: len(units)]).get_indexer(pd.Index(number[len(units) :])), dtype=np.int64)


def touched(
    units: pd.DataFrame, spans: pd.DataFrame, key: list[str], labels: list[str], source: str
) -> NDArray[np.bool_]:
    """Return which units (rows) hold a span of which label (columns); spans outside the units are passed over.

    Examples
    --------
    >>> units = pd.DataFrame({"article_id": ["a", "b"]})
    >>> spans = pd.DataFrame({"article_id": ["b"], "label": ["cost"]})
    >>> touched(units, spans, ["article_id"], ["cost"], "spans").tolist()
    [[False], [True]]
    """
    missing = [name for name in (*key, "label") if name not in spans.columns]
    if missing:
        raise TableError(
            f"expected SPANS with the columns {', '.join((*key, 'label'))}, but {', '.join(missing)} is missing",
            where=source,
            next_step="Such a table comes from read_codes(), annotate_with() or annotate_frames().",
        )
    row = places(units, spans, key)
    column = pd.Index(labels, dtype=object).get_indexer(pd.Index(spans["label"].astype(object)))
    held = np.zeros((len(units), len(labels)), dtype=bool)
    known = (row >= 0) & (column >= 0)
    held[row[known], column[known]] = True
    return held


def labels_of(*tables: pd.DataFrame) -> list[str]:
    """Return the labels of some SPANS, those of an empty column of categories as well, in the order found."""
    found: dict[str, None] = {}
    for table in tables:
        column = table["label"]
        known = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column.unique()
        found.update(dict.fromkeys(str(label) for label in known if label == label and str(label)))
    return list(found)


def groups_of(units: pd.DataFrame, by: str | None) -> dict[str, NDArray[np.bool_]]:
    """Return which units belong to the whole table and to each group of a column.

    Examples
    --------
    >>> {name: rows.tolist() for name, rows in groups_of(pd.DataFrame({"outlet": ["A", "B"]}), "outlet").items()}
    {'all': [True, True], 'A': [True, False], 'B': [False, True]}
    """
    groups = {ALL: np.ones(len(units), dtype=bool)}
    if by is None:
        return groups
    if by not in units.columns:
        raise OptionError(
            f"by must be a column of the units, got {by!r}",
            next_step="Add it first: sentences.merge(articles[['article_id', 'outlet']]) knows the outlet.",
        )
    names = units[by].astype(str).to_numpy()
    if ALL in names:
        raise OptionError(f"no group may be called {ALL!r}, which names the whole corpus", where=f"column {by!r}")
    return groups | {str(name): names == name for name in sorted(set(names))}
