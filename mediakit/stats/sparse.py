"""SCORES without zeros, read: which labels were looked for, what every article's exposure is, which rows stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mediakit.errors import TableError
from mediakit.languages import languages_of
from mediakit.measures import MEASURES, OWN_EXPOSURE, Measure, made_together, measures_of

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Scored:
    """The scores of one measure, joined to their articles.

    ``labels`` are all that were looked for. ``base`` is the exposure of every article wherever no row says otherwise,
    NaN for articles without an empty-label row. The other arrays have one entry a row with a label, in the order of
    the articles. ``own`` marks labels with a row whose exposure is not its article's base. ``reads`` is the only
    language that was read; then ``foreign`` marks articles known to be in another one, and ``unsure`` those whose
    language is not known.
    """

    measure: Measure
    labels: Numbers
    base: Numbers
    article: Numbers
    label: Numbers
    total: Numbers
    exposure: Numbers
    own: Numbers
    reads: str = ""
    foreign: Numbers | None = None
    unsure: Numbers | None = None

    def only(self, kept: Numbers) -> Scored:
        """Return the scores of the labels that a boolean array keeps."""
        if kept.all():
            return self
        rows = np.flatnonzero(kept[self.label])
        code = np.cumsum(kept) - 1
        row_columns = {name: getattr(self, name)[rows] for name in ("article", "total", "exposure")}
        return replace(self, labels=self.labels[kept], own=self.own[kept], label=code[self.label[rows]], **row_columns)


@dataclass(frozen=True)
class _Rows:
    """All rows of a table of scores as codes and numbers; ``at`` is the row of the article, -1 for no article."""

    scores: pd.DataFrame
    measure: Numbers
    label: Numbers
    labels: Numbers
    at: Numbers
    n_articles: int

    @property
    def blank(self) -> int:
        """The code of the empty label, -1 without one."""
        found = np.flatnonzero(self.labels == "")
        return int(found[0]) if len(found) else -1


def read_scores(scores: pd.DataFrame, articles: pd.DataFrame) -> list[Scored]:
    """Return checked SCORES measure by measure, joined to checked ARTICLES; scores of other articles are left out.

    A measure's labels are those that have a row in it, or in another measure that the same score function makes. A
    label that was looked for and found nowhere has no row, but stands in the categories of the column ``label``: each
    category (not the empty one) without a row in any measure counts as a label of every measure that has empty-label
    rows. It does not where rows were taken out of the table, for the label may stand in those: where the index has
    gaps, or ``measure`` has a category without rows. Tables put together by pandas.concat() lose their categories
    unless all have the same; put ESTIMATES together instead, or fill_zeros() first.

    Parameters
    ----------
    scores, articles : DataFrame
        SCORES and ARTICLES.

    Raises
    ------
    TableError
        For a measure that nothing describes; scores that stand twice, cannot be a ratio of their kind, or have lost
        their empty-label rows; and for scores of other articles altogether.
    """
    measures = measures_of(scores)
    (measure, names), (label, labels) = (_coded(scores[name]) for name in ("measure", "label"))
    at = places_of(scores["article_id"], articles["article_id"])
    if len(at) and len(articles) and not (at >= 0).any():
        raise TableError(
            f"no score is of these articles: the scores are of {scores['article_id'].iloc[0]!r} and others, "
            f"the articles are {articles['article_id'].iloc[0]!r} and others",
            next_step="Pass the articles that were scored, or score these articles.",
        )
    rows = _Rows(scores, measure, label, labels, at, len(articles))
    counts = np.bincount(measure.astype(np.int64) * len(labels) + label, minlength=len(names) * len(labels))
    counts = counts.reshape(len(names), len(labels))
    used = np.flatnonzero(counts.any(axis=1))
    sought = _sought(rows, counts, names)
    scored = [_scored(rows, code, sought[code], measures[str(names[code])]) for code in used.tolist()]
    return _with_languages(scored, scores, articles)


def _with_languages(scored: list[Scored], scores: pd.DataFrame, articles: pd.DataFrame) -> list[Scored]:
    """Return the scores of measures that read one language with what is known of the languages of the articles."""
    said = _distinct_reads(scores)
    if not said:
        return scored
    told = languages_of(articles)
    facts = {reads: (told.code != "") & (told.code != reads) for reads in set(said.values())}
    return [
        replace(one, reads=reads, foreign=facts[reads], unsure=told.unsure)
        if (reads := said.get(one.measure.name))
        else one
        for one in scored
    ]


def _distinct_reads(scores: pd.DataFrame) -> dict[str, str]:
    """Return by measure the only language that it reads."""
    if "reads" not in scores.columns:
        return {}
    pairs = scores.loc[scores["reads"].notna(), ["measure", "reads"]].drop_duplicates().astype(object)
    return {str(name): str(reads) for name, reads in pairs.itertuples(index=False) if reads}


def _coded(column: pd.Series) -> tuple[Numbers, Numbers]:
    """Return the code of every row, and the names in the order of categories or alphabet; what is missing is empty."""
    if column.isna().any():
        column = column.astype(object).where(column.notna(), "")
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = pd.Series(pd.Categorical(column))
    return column.cat.codes.to_numpy(), column.cat.categories.astype(object).to_numpy()


def places_of(ids: pd.Series, known: pd.Series) -> Numbers:
    """Return the place of every id among the known ones, -1 for others.

    Examples
    --------
    >>> places_of(pd.Series(["b", "x"], dtype="category"), pd.Series(["a", "b"])).tolist()
    [1, -1]
    """
    if isinstance(ids.dtype, pd.CategoricalDtype):
        # Each id is looked up once, however many rows it has.
        return places_of(ids.cat.categories.to_series(), known)[ids.cat.codes.to_numpy()]
    wanted, among = (pa.array(column.astype("str"), type=pa.large_string()) for column in (ids, known))
    return np.asarray(pc.index_in(wanted, value_set=among).fill_null(-1).to_numpy())


def _sought(rows: _Rows, counts: Numbers, names: Numbers) -> Numbers:
    """Return which labels (columns) were looked for in which measures (rows); see read_scores()."""
    found = counts > 0
    place = {str(name): code for code, name in enumerate(names)}
    sought = found.copy()
    for name, code in place.items():
        kin = [place[other] for other in made_together(name) if other in place]
        sought[code] = found[kin].any(axis=0) if found[code].any() and name not in OWN_EXPOSURE else found[code]
    if rows.blank >= 0:
        even = found[:, rows.blank]
        if _as_scored(rows.scores, bool(found.any(axis=1).all())):
            nowhere = ~found.any(axis=0) & np.array([isinstance(label, str) for label in rows.labels], dtype=bool)
            sought |= even[:, None] & nowhere
        # A label of a measure made together with it can be a zero only where articles have an exposure.
        sought &= found | even[:, None]
        sought[:, rows.blank] = False
    else:
        sought &= found
    return sought


def _as_scored(scores: pd.DataFrame, all_measures: bool) -> bool:
    """Return True if the table can be what score functions returned: no measure and no row is gone."""
    index = scores.index
    if isinstance(index, pd.RangeIndex):
        whole = len(index) == 0 or (index.min() == 0 and abs(index.step) == 1)
    elif len(index) and pd.api.types.is_integer_dtype(index.dtype) and index.min() == 0 and index.max() < len(index):
        # Tables below each other, in whatever order of rows, hold every number at least as often as the next one.
        whole = bool((np.diff(np.bincount(index.to_numpy())) <= 0).all())
    else:
        whole = False
    return all_measures and whole


def _scored(rows: _Rows, code: int, sought: Numbers, measure: Measure) -> Scored:
    """Return the scores of one measure."""
    chosen = np.flatnonzero(rows.measure == code)
    chosen = chosen[rows.at[chosen] >= 0]
    whole = len(chosen) == len(rows.at)
    total, exposure = (rows.scores[name].to_numpy(dtype=np.float64) for name in ("total", "exposure"))
    at, label = rows.at, rows.label
    if not whole:
        at, label, total, exposure = (column[chosen] for column in (at, label, total, exposure))
    blank = label == rows.blank
    _check(rows, measure, chosen, (at, label, total, exposure), blank)
    base = np.full(rows.n_articles, np.nan)
    base[at[blank]] = exposure[blank]
    if not blank.any() and measure.name not in OWN_EXPOSURE:
        base[at] = exposure
        # A row for every label, all with one exposure: the same as an exposure and the rows that are not zero.
        if np.count_nonzero(np.isfinite(base)) * sought.sum() != len(at) or (exposure != base[at]).any():
            base[:] = np.nan
    order = np.flatnonzero((total != 0) | (exposure != base[at]))
    if (at[1:] < at[:-1]).any():
        order = order[np.argsort(at[order], kind="stable")]
    narrow = np.cumsum(sought, dtype=label.dtype) - 1
    at, label, total, exposure = at[order], narrow[label[order]], total[order], exposure[order]
    own = np.bincount(label[exposure != base[at]], minlength=sought.sum()) > 0
    return Scored(measure, rows.labels[sought], base, at, label, total, exposure, own)


def _check(rows: _Rows, measure: Measure, chosen: Numbers, columns: tuple[Numbers, ...], blank: Numbers) -> None:
    """Raise a TableError for scores that cannot be right."""
    at, label, total, exposure = columns
    wrong = ~np.isfinite(total) | ~np.isfinite(exposure) | ((exposure == 0) & (total != 0))
    if measure.kind != "mean":
        wrong |= total < 0
    if measure.kind in ("share", "proportion"):
        wrong |= total > exposure * (1 + 1e-9)
    carried = blank & (total != 0)
    for faults, what, way_out in (
        (
            carried,
            "should carry an exposure alone, for its label is empty",
            "Give the label a name: scores['label'] = scores['label'].astype(str).replace('', 'all').",
        ),
        (wrong, f"cannot be a {measure.kind}", _KEEP),
        (_twice(at, label, rows), "is there twice", _KEEP),
    ):
        if faults.any():
            row = rows.scores.iloc[chosen[np.argmax(faults)]]
            raise TableError(
                f"the score of {row['measure']} / {row['label']} of article {row['article_id']!r} {what} "
                f"(total {row['total']:g}, exposure {row['exposure']:g})",
                next_step=way_out,
            )
    # Where an article makes a choice, what it does not print has a row of 0; without any, such rows were filtered out.
    several = len(np.unique(label)) > 1 and len(total) >= _MANY
    if measure.name in OWN_EXPOSURE and several and total.all() and (total < exposure).any():
        raise TableError(
            f"no score of {measure.name} is 0: the rows of what was not printed seem to be lost, "
            "and every share is too high without them",
            next_step="Keep all rows of a choice when you filter, also those with total 0.",
        )
    without = np.bincount(at, minlength=rows.n_articles) == 0
    lost = measure.name in MEASURES and measure.name not in OWN_EXPOSURE and not blank.any()
    if lost and len(total) and total.all() and without.any():
        name = str(rows.labels[label[0]])
        raise TableError(
            f"{without.sum()} of {rows.n_articles} articles have no score of {measure.name}, and no score is 0: "
            "the rows with the empty label, which carry the exposure of articles without hits, seem to be lost",
            next_step=f'Keep them when you filter: scores[scores["label"].isin(["", "{name}"])]. '
            "If these articles were not scored, leave them out of the articles.",
        )


_MANY = 10
_KEEP = "Take the scores as score_*() returns them, and join those of different measures only."


def _twice(at: Numbers, label: Numbers, rows: _Rows) -> Numbers:
    """Return True for rows whose article and label stand in a row before."""
    key = at.astype(np.int64) * len(rows.labels) + label
    if (key[1:] > key[:-1]).all():
        return np.zeros(len(key), dtype=bool)
    n_keys = rows.n_articles * len(rows.labels)
    if n_keys <= 64 * len(key):
        seen = np.zeros(n_keys, dtype=bool)
        seen[key] = True
        if np.count_nonzero(seen) == len(key):
            return np.zeros(len(key), dtype=bool)
    return pd.Series(key).duplicated().to_numpy()
