"""What measures mean: the kind that decides the interval, and the words that travel with their numbers.

Your own measure needs no entry here: its scores carry its description in columns, and so do the estimates
that are made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

import numpy as np
import pandas as pd

from mediakit.errors import OptionError, TableError, check_option
from mediakit.tables import SCORES, check_table

Kind = Literal["share", "proportion", "rate", "mean"]
KINDS = get_args(Kind)
DESCRIPTION = ("kind", "phrase", "meaning", "validity")
NOT_VALIDATED = "not validated"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is measured, in the words and with the kind that estimates, charts and sentences use.

    Parameters
    ----------
    name : str
        Short name, such as ``tone``.
    kind : {"share", "proportion", "rate", "mean"}
        Decides the interval: ``share`` (0 or 1 for each article), ``proportion`` (a ratio from 0 to 1), ``rate`` (a
        ratio from 0 up) or ``mean`` (may be negative).
    unit : str
        Unit of total / exposure, such as "share of sentences".
    phrase : str
        The measure as a noun phrase that can start a title; ``{label}`` stands where the label goes.
    meaning : str, optional
        Numerator / denominator in words; the unit without it.
    validity : str
        How far it measures what it says, and how that is known.
    min_exposure : float
        Exposure below which an estimate is withheld, 0 or more.

    Raises
    ------
    OptionError
        For an unknown kind, or an empty name, unit or phrase.

    Examples
    --------
    >>> tone = Measure(name="nato_tone", kind="mean", unit="mean compound, -1 to 1", phrase="Tone where NATO is named")
    >>> scores = tone.score(pd.DataFrame({"article_id": ["a"], "total": [0.5], "exposure": [2.0]}))
    >>> scores[["measure", "label", "total", "exposure", "kind"]].values.tolist()
    [['nato_tone', 'nato_tone', 0.5, 2.0, 'mean']]
    """

    name: str
    kind: Kind
    unit: str
    phrase: str
    meaning: str = ""
    validity: str = NOT_VALIDATED
    min_exposure: float = 0

    def __post_init__(self) -> None:
        check_option("kind", self.kind, KINDS)
        absent = [name for name in ("name", "unit", "phrase") if not getattr(self, name)]
        if absent:
            raise OptionError(
                f"a measure needs {' and '.join(absent)}; {'it is' if len(absent) == 1 else 'they are'} empty"
            )
        texts = [
            name
            for name in ("name", "unit", "phrase", "meaning", "validity")
            if not isinstance(getattr(self, name), str)
        ]
        if texts:
            raise OptionError(f"{texts[0]} of a measure must be text, got {getattr(self, texts[0])!r}")
        if not isinstance(self.min_exposure, int | float | np.number) or not self.min_exposure >= 0:
            raise OptionError(f"min_exposure must be 0 or more, got {self.min_exposure!r}")

    def score(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows of article_id, total and exposure as SCORES of this measure, which describe themselves.

        Parameters
        ----------
        rows : DataFrame
            Columns article_id, total, exposure and, where there are several, label. An article with exposure and
            without a row of its own needs a row with the empty label, or it is left out.

        Returns
        -------
        DataFrame
            SCORES with the columns kind, phrase, meaning, validity, unit and min_exposure.

        Raises
        ------
        TableError
            For a missing column, or a repeated pair of article and label.
        """
        made = rows.assign(measure=_repeat(self.name, len(rows)))
        if "label" not in made.columns:
            made = made.assign(label=self.name)
        numbers = [name for name in ("total", "exposure") if name in made.columns]
        odd = [name for name in numbers if not pd.api.types.is_numeric_dtype(made[name])]
        if odd:
            raise TableError(
                f"{odd[0]} must hold numbers, but is {made[odd[0]].dtype}", next_step="Use pd.to_numeric()."
            )
        if {"article_id", *numbers} <= set(made.columns):
            made = made.astype({"article_id": "str"} | dict.fromkeys(numbers, "float64"))
        if self.kind == "share" and len(numbers) == 2 and not made[numbers].isin([0, 1]).all(axis=None):
            raise TableError(
                f"a share is 0 or 1 for each article over an exposure of 0 or 1, but {self.name} has other numbers",
                next_step="Use kind='proportion' for counts over counts.",
            )
        made = self.describe(made).reset_index(drop=True)
        front = [name for name in SCORES.names if name in made.columns]
        return check_table(made[[*front, *[name for name in made.columns if name not in front]]], SCORES)

    def describe(self, scores: pd.DataFrame) -> pd.DataFrame:
        """Return scores of this measure alone with the columns that describe it."""
        words = {name: _repeat(word, len(scores)) for name, word in self._words().items()}
        return scores.assign(**words, min_exposure=float(self.min_exposure))

    def _words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in (*DESCRIPTION, "unit")} | {"meaning": self.meaning or self.unit}


def _repeat(word: str, n_rows: int) -> pd.Categorical:
    """Return a column of one word."""
    return pd.Categorical.from_codes(np.zeros(n_rows, dtype=np.int8), categories=pd.Index([word], dtype=object))


_QUERY = "depends on the topic's query, whose precision and recall are not measured"
_VOCABULARY = "measures vocabulary; not validated unless the topic's frame says so"
_TONE = "agreement with human ratings in docs/tone.md; tone is not stance"
_PRINTED = "counts of printed words"
_ALIASES = "depends on the alias table"
_SENTENCES, _ARTICLES, _MENTIONS = "share of sentences", "share of articles", "share of mentions"
MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            name="coverage",
            kind="share",
            unit=_ARTICLES,
            phrase="Share of articles on {label}",
            meaning="articles on the topic / articles",
            validity=_QUERY,
        ),
        Measure(
            name="coverage_sentences",
            kind="proportion",
            unit=_SENTENCES,
            phrase="Share of sentences on {label}",
            meaning="sentences in which the topic is treated / sentences",
            validity=_QUERY,
        ),
        Measure(
            name="coverage_words",
            kind="proportion",
            unit="share of words",
            phrase="Share of words on {label}",
            meaning="words of sentences in which the topic is treated / words",
            validity=_QUERY,
        ),
        Measure(
            name="tone",
            kind="mean",
            unit="mean sentence compound, -1 to 1",
            phrase="Mean tone of sentences",
            meaning="sum of sentence compounds / sentences",
            validity=_TONE,
        ),
        Measure(
            name="negative_share",
            kind="proportion",
            unit=_SENTENCES,
            phrase="Share of negative sentences",
            meaning="sentences with compound <= -0.05 / sentences",
            validity=_TONE,
        ),
        Measure(
            name="positive_share",
            kind="proportion",
            unit=_SENTENCES,
            phrase="Share of positive sentences",
            meaning="sentences with compound >= 0.05 / sentences",
            validity=_TONE,
        ),
        Measure(
            name="lexicon_coverage",
            kind="proportion",
            unit=_SENTENCES,
            phrase="Share of sentences with a lexicon word",
            meaning="sentences with a tone word / sentences",
            validity="describes the lexicon, not the article",
        ),
        Measure(
            name="frame_presence",
            kind="share",
            unit=_ARTICLES,
            phrase="Share of articles with the frame “{label}”",
            meaning="articles with two or more hits / articles",
            validity=_VOCABULARY,
        ),
        Measure(
            name="frame_salience",
            kind="proportion",
            unit=_SENTENCES,
            phrase="Share of sentences with words of the frame “{label}”",
            meaning="sentences with a hit / sentences",
            validity=_VOCABULARY,
        ),
        Measure(
            name="naming",
            kind="proportion",
            unit=_MENTIONS,
            phrase="Share of mentions that say “{label}”",
            meaning="mentions of a variant / mentions of all its variants",
            validity=_PRINTED,
        ),
        Measure(
            name="naming_quoted",
            kind="proportion",
            unit=_MENTIONS,
            phrase="Share of “{label}” inside quotation marks",
            meaning="mentions in quotation marks / mentions",
            validity=_PRINTED,
        ),
        Measure(
            name="entity_presence",
            kind="share",
            unit=_ARTICLES,
            phrase="Share of articles that name {label}",
            meaning="articles that name it / articles",
            validity=_ALIASES,
        ),
        Measure(
            name="entity_rate",
            kind="rate",
            unit="mentions per 1,000 words",
            phrase="Mentions of {label} per 1,000 words",
            meaning="mentions / thousand words",
            validity=_ALIASES,
        ),
        Measure(
            name="word_presence",
            kind="share",
            unit=_ARTICLES,
            phrase="Share of articles with “{label}”",
            meaning="articles with the word / articles",
            validity=_PRINTED,
        ),
        Measure(
            name="word_rate",
            kind="rate",
            unit="uses per 1,000 words",
            phrase="Uses of “{label}” per 1,000 words",
            meaning="uses / thousand words",
            validity=_PRINTED,
        ),
    )
}

# Measures whose exposure is that of the label, such as the mentions of one choice: no article has one for all.
OWN_EXPOSURE = frozenset({"naming", "naming_quoted"})
# Measures that one score function makes together: a label that was looked for in one was looked for in all.
_TOGETHER = (
    ("tone", "negative_share", "positive_share", "lexicon_coverage"),
    ("frame_presence", "frame_salience"),
    ("naming", "naming_quoted"),
    ("entity_presence", "entity_rate"),
    ("word_presence", "word_rate"),
)


def made_together(name: str) -> tuple[str, ...]:
    """Return the measures of mediakit that are made together with one, itself included.

    Examples
    --------
    >>> made_together("frame_salience")
    ('frame_presence', 'frame_salience')
    """
    return next((names for names in _TOGETHER if name in names), (name,))


def measure_of(name: str, row: Mapping[Any, Any]) -> Measure | None:
    """Return what one row of scores or estimates says of its measure, or what mediakit knows of it, or None.

    Examples
    --------
    >>> measure_of("tone", {}).kind
    'mean'
    """
    said = {key: row[key] for key in (*DESCRIPTION, "unit", "min_exposure") if key in row and not pd.isna(row[key])}
    if not said.get("kind"):
        return MEASURES.get(name)
    known = MEASURES.get(name)
    words = {key: said.get(key) or (known and getattr(known, key)) or "" for key in ("phrase", "unit", "meaning")}
    words["unit"] = words["unit"] or name
    return Measure(
        name=name,
        kind=cast(Kind, str(said["kind"])),
        unit=str(words["unit"]),
        phrase=str(words["phrase"] or f"{name}: {words['unit']}"),
        meaning=str(words["meaning"] or words["unit"]),
        validity=str(said.get("validity") or (known.validity if known else NOT_VALIDATED)),
        min_exposure=float(said.get("min_exposure", known.min_exposure if known else 0)),
    )


def measures_of(table: pd.DataFrame) -> dict[str, Measure]:
    """Return the measures of a table of scores, estimates or contrasts by name, in the order they first stand there.

    Where one measure is said to be valid in different ways, as coverage is for different topics, both are told.

    Raises
    ------
    TableError
        For a measure that neither mediakit knows nor the table describes, and for one described in two ways.

    Examples
    --------
    >>> measures_of(pd.DataFrame({"measure": ["tone", "tone"]}))["tone"].unit
    'mean sentence compound, -1 to 1'
    """
    if "kind" not in table.columns:
        rows: list[dict[Any, Any]] = [{"measure": name} for name in table["measure"].unique()]
    else:
        said = [name for name in (*DESCRIPTION, "unit", "min_exposure") if name in table.columns]
        rows = _distinct(table[["measure", *said]]).to_dict("records")
    found: dict[str, Measure] = {}
    # Rows that say their kind come first: parts of a table may have lost it where tables were put together.
    for row in sorted(rows, key=lambda row: pd.isna(row.get("kind"))):
        name = str(row["measure"])
        measure = found.get(name) if pd.isna(row.get("kind")) and name in found else measure_of(name, row)
        if measure is None:
            raise TableError(
                f"unknown measure {name!r}, which the table does not describe",
                next_step="Describe it with Measure(name=..., kind=..., unit=..., phrase=...).score(rows), or in the "
                f"columns kind, unit and phrase. Measures of mediakit are {', '.join(MEASURES)}.",
            )
        if found.setdefault(name, measure) == measure:
            continue
        # Coverage of two topics is one measure, whose queries are good to different degrees.
        texts = dict.fromkeys([*found[name].validity.split(_BETWEEN), measure.validity])
        found[name] = replace(found[name], validity=_BETWEEN.join(texts))
        if found[name] != replace(measure, validity=found[name].validity):
            raise TableError(
                f"measure {name!r} is described in two ways: {found[name]} and {measure}",
                next_step="Give one of them another name.",
            )
    return found


_BETWEEN = " / "


def _distinct(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table that differ, in the order in which they first stand there."""
    # Long stretches of rows are the same: only the first row of each is compared with the others.
    first = np.ones(len(table), dtype=bool)
    first[1:] = False
    for name in table.columns:
        column = table[name]
        known = isinstance(column.dtype, pd.CategoricalDtype)
        code = column.cat.codes.to_numpy() if known else pd.factorize(column)[0]
        first[1:] |= code[1:] != code[:-1]
    return table[first].drop_duplicates()
