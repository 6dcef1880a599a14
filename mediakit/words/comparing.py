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
from mediakit.stats.intervals import adjust_p_values, t_tail
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
    pairs = pairs_of_groups(values, names, reference, by)
    if not pairs and len(names) == 2:
        pairs = [(0, 1)]
    chosen = [(one, names[two], two) for one, two in pairs] or [(one, REST, -1) for one in range(len(names))]
    tables = []
    for one, against, two in chosen:
        side = np.where(code == one, 0, np.where((code == two) | (two < 0), 1, -1))
        tables.append(_compared(articles, counted, side, (names[one], against), pseudo, level))
    return _joined(tables, counted.terms, [(names[one], against) for one, against, _ in chosen], by)


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


def _compared(
    articles: pd.DataFrame, counted: Counted, side: Numbers, names: tuple[str, str], prior: _Prior, level: float
) -> dict[str, Numbers]:
    """Return the columns of one comparison, its rows in order; ``word`` is a place among the terms."""
    units = count_units(articles, side, 2)
    of_articles = np.bincount(side[side >= 0], minlength=2)
    parts = [
        _measured(sums, names, of_articles, _Prior(prior.of[sums.terms], prior.size), level)
        for sums in add_up_stories(counted, units)
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}
    if not parts:
        return columns
    order = np.lexsort((columns["word"], -columns["g2"], np.nan_to_num(columns["p_value"], nan=2.0)))
    order = order[(columns["count"] + columns["reference_count"])[order] > 0]
    return {name: values[order] for name, values in columns.items()}


def _measured(
    sums: StoryCounts, names: tuple[str, str], n_articles: Numbers, prior: _Prior, level: float
) -> dict[str, Numbers]:
    """Return the columns of some terms."""
    one, two = sums.sides
    enough = bool((n_articles >= MIN_ARTICLES).all())
    ratio, low, high = interval_of(one, two, level)
    p_value, sparse = p_values_of(sums)
    delta, z = log_odds(one.count, one.size, two.count, two.size, prior.of, prior.size)
    g2 = log_likelihood(one.count, one.size, two.count, two.size)
    if not enough:
        low, high, p_value = (np.full(len(ratio), np.nan) for _ in range(3))
    return {
        "word": sums.terms,
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
        "caveat": _caveats(sums, names, n_articles, sparse, enough),
    }


def _caveats(sums: StoryCounts, names: tuple[str, str], n_articles: Numbers, sparse: Numbers, enough: bool) -> Numbers:
    """Return what a reader must know of each term."""
    if not enough:
        few = "; ".join(
            f"{name}: {n} article{'' if n == 1 else 's'}, needs {MIN_ARTICLES}"
            for name, n in zip(names, n_articles.tolist(), strict=True)
            if n < MIN_ARTICLES
        )
        return np.full(len(sums.terms), f"interval withheld: {few}", dtype=object)
    share = sums.largest / np.maximum(sums.sides[0].count + sums.sides[1].count, 1)
    texts = np.full(len(sums.terms), "", dtype=object)
    none = (sums.sides[0].count == 0) | (sums.sides[1].count == 0)
    for row in np.flatnonzero((share >= _MOST) | sparse | none).tolist():
        said = [f"{100 * share[row]:.0f} % of the uses stand in one story"] if share[row] >= _MOST else []
        said += ["p withheld: hangs on very few stories"] if sparse[row] else []
        said += ["no use on one side, half a use stands for it in the ratio"] if none[row] else []
        texts[row] = "; ".join(said)
    return texts


def _joined(
    tables: Sequence[dict[str, Numbers]], terms: list[str], pairs: Sequence[tuple[str, str]], by: str
) -> pd.DataFrame:
    """Return KEYNESS of all comparisons."""
    sizes = [len(table["word"]) if table else 0 for table in tables]
    at = np.repeat(np.arange(len(pairs)), sizes)
    known = [table for table in tables if table]
    # One column after the other, and each let go where it came from: all of them twice would take much memory.
    columns: dict[str, Any] = {
        name: np.concatenate([table.pop(name) for table in known]) for name in list(known[0] if known else ())
    }
    if not columns:
        columns = {column.name: np.zeros(0) for column in KEYNESS.columns}
    columns["word"] = _category(columns["word"].astype(np.int32), terms)
    columns["p_adjusted"] = adjust_p_values(columns["p_value"])
    for place, name in enumerate(("group", "reference")):
        kinds = list(dict.fromkeys(pair[place] for pair in pairs))
        codes = np.array([kinds.index(pair[place]) for pair in pairs], dtype=np.int16)
        columns[name] = _category(codes[at], kinds)
    columns["by"] = _category(np.zeros(len(at), dtype=np.int8), [by])
    whole = {c.name: "int64" for c in KEYNESS.columns if c.kind == "int"}
    table = pd.DataFrame({name: columns[name] for name in KEYNESS.names})
    return table.astype(whole | {"caveat": "str"})


def _category(codes: Numbers, names: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(names), dtype=object))
