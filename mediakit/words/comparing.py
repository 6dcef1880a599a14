"""Which words set groups of articles apart: effect, interval and chance, with the story as the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError
from mediakit.stats.contrasts import REST, pairs_of_groups
from mediakit.stats.intervals import adjust_p_values, t_quantiles, t_tail
from mediakit.stats.ratios import check_level, check_one_column, count_units, group_articles, texts_of_groups
from mediakit.tables import PARTS
from mediakit.word_tables import KEYNESS
from mediakit.words.association import log_likelihood, log_odds
from mediakit.words.counting import Counted, count_terms
from mediakit.words.story_counts import StoryCounts, add_up_stories, interval_of, p_values_of

Numbers = NDArray[Any]
CORPUS = "corpus"
MIN_ARTICLES = 10
_MOST = 0.5
_NORMAL_DF = 10_000


def compare_words(
    articles: pd.DataFrame,
    *,
    by: str,
    reference: Any = REST,
    n: int = 1,
    parts: str | Sequence[str] = PARTS,
    least: int = 10,
    prior: float | str = CORPUS,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return which words each group of articles uses more or less often than others: keyness.

    The story is the unit, as everywhere in mediakit: a word that one article repeats is one story's word. So
    ``p_adjusted`` finds hardly ever a word where there is nothing to find, which ``g2`` nearly always does; g2 and
    log_odds_z are there for comparison with other tools. docs/words.md has the formulas and how often they err.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES. With ``story_id`` copies of one story are not taken as independent.
    by : str
        Column of articles that makes the groups, such as "outlet", without missing values.
    reference : value of that column, "rest" or None
        "rest" compares each group with all other articles together (two groups: the first with the second), a value
        all other groups with this one, None every pair.
    n : {1, 2, 3}
        1 compares words, 2 or 3 runs of so many words with no punctuation between them.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.
    least : int
        Leave out words that fewer articles have, of all groups together.
    prior : "corpus" or float
        Of log_odds. "corpus" adds to either side one article's length of words, in the proportions of all articles; a
        number adds that number to the count of every word.
    level : float
        Level of the intervals, above 0 and below 1.

    Returns
    -------
    DataFrame
        KEYNESS: for each group the words with the least p-value first. Intervals and p-values are missing where a side
        has fewer than ten articles, and p-values where a word hangs on very few stories; ``caveat`` says so.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules, and for a single group.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> texts = {"A": "Rain on the harbour today.", "B": "Snow on the harbour today."}
    >>> rows = [{"article_id": str(i), "outlet": "AB"[i % 2], "text": texts["AB"[i % 2]]} for i in range(60)]
    >>> words = compare_words(build_table(ARTICLES, rows), by="outlet")
    >>> words[["group", "reference", "word", "count", "reference_count"]].head(2).values.tolist()
    [['A', 'B', 'rain', 30, 0], ['A', 'B', 'snow', 0, 30]]
    """
    check_level(level)
    if prior != CORPUS and (isinstance(prior, str | bool) or not prior > 0):
        raise OptionError(f"prior must be {CORPUS!r} or a number above 0, got {prior!r}")
    check_one_column(articles, by)
    code, groups = group_articles(articles, [by])
    values = groups[by].astype(object).tolist()
    names = texts_of_groups(values, by)
    counted = count_terms(articles, n=n, parts=parts, least=least)
    pseudo = _prior(counted, prior)
    # Found once for all words: this takes longer than all else.
    t = t_quantiles(level, np.arange(min(len(articles), _NORMAL_DF) + 1))
    pairs = pairs_of_groups(values, names, reference, by)
    if not pairs and len(names) == 2:
        pairs = [(0, 1)]
    chosen = [(one, names[two], two) for one, two in pairs] or [(one, REST, -1) for one in range(len(names))]
    columns = _Columns(len(chosen) * len(counted.terms))
    texts: dict[int, str] = {}
    for place, (one, against, two) in enumerate(chosen):
        side = np.where(code == one, 0, np.where((code == two) | (two < 0), 1, -1))
        found = _compared(articles, counted, side, pseudo, t)
        if not found.pop("enough").all():
            texts[-1 - place] = _few(side, (names[one], against))
            found["caveat"][:] = -1 - place
        columns.add(found | {"pair": np.full(len(found["word"]), place, dtype=np.int16)})
    return _table(columns, counted.terms, [(names[one], against) for one, against, _ in chosen], by, texts)


@dataclass(frozen=True)
class _Prior:
    """Pseudo-counts of the terms, and their sum over all terms, those that are not compared included."""

    of: Numbers
    size: float


def _prior(counted: Counted, prior: float | str) -> _Prior:
    if not isinstance(prior, str):
        return _Prior(np.full(len(counted.terms), float(prior)), float(prior) * counted.n_terms)
    whole = np.bincount(counted.term, counted.count, len(counted.terms))
    size = counted.size.sum() / max(len(counted.size), 1)
    return _Prior(size * whole / max(counted.size.sum(), 1), float(size))


class _Columns:
    """Columns that are filled comparison by comparison, in one place: twice they would take too much memory."""

    def __init__(self, size: int) -> None:
        self._size, self.n = size, 0
        self._columns: dict[str, Numbers] = {}

    def add(self, rows: dict[str, Numbers]) -> None:
        """Add rows at the end."""
        end = self.n + len(rows["word"])
        for name, values in rows.items():
            self._columns.setdefault(name, np.empty(self._size, dtype=values.dtype))[self.n : end] = values
        self.n = end

    def take(self, name: str) -> Numbers:
        """Return a column, which is forgotten here."""
        return self._columns.pop(name, np.zeros(0))[: self.n]


def _compared(articles: pd.DataFrame, counted: Counted, side: Numbers, prior: _Prior, t: Numbers) -> dict[str, Numbers]:
    """Return the columns of one comparison, its rows in order; ``word`` is a place among the terms."""
    units = count_units(articles, side, 2)
    enough = bool((np.bincount(side[side >= 0], minlength=2) >= MIN_ARTICLES).all())
    parts = [
        _measured(sums, _Prior(prior.of[sums.terms], prior.size), t, enough) for sums in add_up_stories(counted, units)
    ]
    if not parts:
        return {"word": np.zeros(0, dtype=np.int32), "enough": np.zeros(0, dtype=bool), "caveat": np.zeros(0)}
    columns = {name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])}
    order = np.lexsort((columns["word"], -columns["g2"], np.nan_to_num(columns["p_value"], nan=2.0)))
    order = order[(columns["count"] + columns["reference_count"])[order] > 0]
    return {name: values[order] for name, values in columns.items()}


def _measured(sums: StoryCounts, prior: _Prior, t: Numbers, enough: bool) -> dict[str, Numbers]:
    """Return the columns of some terms."""
    one, two = sums.sides
    ratio, low, high = interval_of(one, two, t)
    p_value, sparse = p_values_of(sums)
    delta, z = log_odds(one.count, one.size, two.count, two.size, prior.of, prior.size)
    g2 = log_likelihood(one.count, one.size, two.count, two.size)
    if not enough:
        low, high, p_value = (np.full(len(ratio), np.nan) for _ in range(3))
    return {
        "word": sums.terms.astype(np.int32),
        "log_ratio": ratio,
        "conf_low": low,
        "conf_high": high,
        "p_value": p_value,
        "log_odds": delta,
        "log_odds_z": z,
        "g2": g2,
        "g2_p_value": t_tail(np.sqrt(g2), np.inf),
        "count": one.count.astype(np.int64),
        "reference_count": two.count.astype(np.int64),
        "rate": one.rate,
        "reference_rate": two.rate,
        "n_articles": one.n_articles,
        "reference_articles": two.n_articles,
        "dispersion": one.dispersion,
        "caveat": _caveat_codes(sums, sparse),
        "enough": np.full(len(ratio), enough),
    }


def _caveat_codes(sums: StoryCounts, sparse: Numbers) -> Numbers:
    """Return what a reader must know of each term as a number: 4 times the percent in one story, and two bits."""
    one, two = sums.sides
    share = sums.largest / np.maximum(one.count + two.count, 1)
    percent = np.where(share >= _MOST, np.round(100 * share), 0).astype(np.int16)
    none = (one.count == 0) | (two.count == 0)
    return np.asarray(4 * percent + 2 * sparse.astype(np.int16) + none)


def _caveat(code: int) -> str:
    """Return the words of a number that _caveat_codes() gives.

    Examples
    --------
    >>> _caveat(4 * 60 + 1)
    '60 % of the uses stand in one story; no use on one side, half a use stands for it in the ratio'
    """
    said = [f"{code // 4} % of the uses stand in one story"] if code >= 4 else []
    said += ["p withheld: hangs on very few stories"] if code & 2 else []
    return "; ".join(said + (["no use on one side, half a use stands for it in the ratio"] if code & 1 else []))


def _few(side: Numbers, names: tuple[str, str]) -> str:
    """Return why a comparison has no intervals."""
    n_articles = np.bincount(side[side >= 0], minlength=2).tolist()
    few = "; ".join(
        f"{name}: {n} article{'' if n == 1 else 's'}, needs {MIN_ARTICLES}"
        for name, n in zip(names, n_articles, strict=True)
        if n < MIN_ARTICLES
    )
    return f"interval withheld: {few}"


def _table(
    columns: _Columns, terms: list[str], pairs: Sequence[tuple[str, str]], by: str, texts: dict[int, str]
) -> pd.DataFrame:
    """Return KEYNESS of all comparisons; ``texts`` has the caveats of those without intervals."""
    pair = columns.take("pair").astype(np.int16)
    found: dict[str, Any] = {"by": _category(np.zeros(len(pair), dtype=np.int8), [by])}
    for place, name in enumerate(("group", "reference")):
        kinds = list(dict.fromkeys(both[place] for both in pairs))
        codes = np.array([kinds.index(both[place]) for both in pairs], dtype=np.int16)
        found[name] = _category(codes[pair], kinds)
    found["word"] = _category(columns.take("word").astype(np.int32), terms)
    known, kind = np.unique(columns.take("caveat"), return_inverse=True)
    said = [texts.get(code) or _caveat(code) for code in known.astype(int).tolist()]
    found["caveat"] = _category(kind.astype(np.int16), said)
    for column in KEYNESS.columns:
        if column.name not in found and column.name != "p_adjusted":
            values = columns.take(column.name)
            found[column.name] = values.astype(np.int64, copy=False) if column.kind == "int" else values
    found["p_adjusted"] = adjust_p_values(found["p_value"])
    return pd.DataFrame({name: found[name] for name in KEYNESS.names}, copy=False)


def _category(codes: Numbers, names: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(names), dtype=object))
