"""What an analyst should see about a corpus before any chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mediakit.clean.census import Census, take_census
from mediakit.clean.collection import usual_window
from mediakit.clean.damage import find_disguised
from mediakit.clean.outlets import near_equal
from mediakit.clean.repeats import Repeat, find_repeats, rows_of
from mediakit.contract import Column, Table
from mediakit.languages import WITHOUT_CAPITALS, Languages, language_name, languages_of
from mediakit.tables import ARTICLES, build_table, check_table
from mediakit.text.blocks import texts_of

FINDINGS = Table(
    "FINDINGS",
    "something to know about a corpus",
    (
        Column("code", "str", "short name of the finding"),
        Column("severity", "str", "warning or info"),
        Column("outlet", "str", "outlet concerned; empty for the whole"),
        Column("message", "str", "a fact and its consequence"),
        Column("n_articles", "int", "articles concerned", least=0),
        Column("share", "float?", "of the outlet's or of all articles", least=0),
        Column("value", "str", "the value concerned"),
        Column("article_ids", "str", "articles concerned, separated by spaces"),
    ),
    made_by="check_corpus()",
)
COLUMNS = tuple(FINDINGS.names)
Finding = dict[str, Any]

_NEEDED = ("article_id", "outlet", "published", "title", "truncated", "story_id")
_FUTURE = pd.Timedelta(days=1)
_LEAST_CAPITALS = 0.001
_LEAST_UNSURE = 3
_ENGLISH = "en"


def check_corpus(articles: pd.DataFrame) -> pd.DataFrame:
    """Return findings that can mislead a chart, the gravest first.

    Looked for: articles without date, text or from the future; outlets with other collection windows than the
    rest; days that hold far more of an outlet's articles than others; outlets whose texts have lost words in
    capitals; mangled characters; look-alike letters of another script inside words; texts cut off; passages repeated
    in many articles of an outlet; languages other than the main one or than the source says, and articles whose
    language cannot be told; outlets of nearly the same name; one outlet or one story that dominates; outlets whose
    articles differ in length by a factor of two.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES, best after clean_articles() and group_stories().

    Returns
    -------
    DataFrame
        FINDINGS: code, severity ("warning" or "info"), outlet (empty for the whole), message (a fact and a
        consequence), n_articles, share (of the outlet's or of all articles), value, article_ids (separated by
        spaces). Empty when nothing was found.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "outlet": "A", "text": "One."}])
    >>> check_corpus(articles)["code"].tolist()
    ['no_date']
    """
    check_table(articles, ARTICLES)
    found = build_table(FINDINGS, _findings(articles.reset_index(drop=True)))
    rank = found["severity"].map({"warning": 0, "info": 1})
    order = found.assign(_rank=rank).sort_values(
        ["_rank", "code", "n_articles", "outlet"], ascending=[True, True, False, True]
    )
    return order.drop(columns="_rank").reset_index(drop=True)


def _findings(articles: pd.DataFrame) -> Iterator[Finding]:
    if not len(articles):
        return
    texts, stories, empty = texts_of(articles), _stories(articles), articles["text"].str.strip() == ""
    languages = languages_of(articles)
    census, disguised = take_census(texts), find_disguised(articles)
    articles = articles[[name for name in _NEEDED if name in articles]]  # taking rows of all columns costs far more
    yield from _undated(articles, empty)
    yield from _windows(articles)
    yield from _spikes(articles)
    yield from _capitals(articles, census, languages)
    yield from _damaged(articles, census)
    yield from _repeated(articles, texts, census)
    yield from _languages(articles, languages, empty)
    yield from _near_equal(articles)
    yield from _disguised(articles, disguised)
    yield from _dominance(articles, stories)
    yield from _lengths(articles, census)


def _finding(
    code: str,
    message: str,
    rows: pd.DataFrame,
    of: int,
    *,
    severity: str = "warning",
    outlet: str = "",
    value: str = "",
) -> Finding:
    ids = " ".join(rows["article_id"].astype(object))
    return dict(
        zip(
            COLUMNS,
            (code, severity, outlet, message, len(rows), len(rows) / of if of else 0.0, value, ids),
            strict=True,
        )
    )


def _name(outlet: str) -> str:
    return outlet or "an unnamed outlet"


def _part(rows: pd.DataFrame, of: pd.DataFrame) -> str:
    return f"{len(rows):,} of {len(of):,} articles"


def _undated(articles: pd.DataFrame, empty: pd.Series) -> Iterator[Finding]:
    rows = articles[articles["published"].isna()]
    if len(rows):
        yield _finding(
            "no_date",
            f"{_part(rows, articles)} have no date: they are in no chart over time.",
            rows,
            len(articles),
        )
    rows = articles[articles["published"] > pd.Timestamp.now("UTC") + _FUTURE]
    if len(rows):
        yield _finding(
            "future_date",
            f"{_part(rows, articles)} are dated in the future: their dates are wrong.",
            rows,
            len(articles),
        )
    rows = articles[empty]
    if len(rows):
        yield _finding(
            "empty_text",
            f"{_part(rows, articles)} have no text: they count as articles with nothing in them.",
            rows,
            len(articles),
        )


def _windows(articles: pd.DataFrame) -> Iterator[Finding]:
    dated = articles[articles["published"].notna()]
    groups = [(str(o), g) for o, g in dated.groupby("outlet") if len(g) >= 10]
    if len(groups) < 2:
        return
    ends = {o: (g["published"].quantile(0.02), g["published"].quantile(0.98)) for o, g in groups}
    first, last = usual_window([g["published"] for _, g in groups])
    shared = max(a for a, _ in ends.values()), min(b for _, b in ends.values())
    note = (
        f"All outlets share {_day(shared[0])} to {_day(shared[1])}."
        if shared[0] < shared[1]
        else "There is no period that all outlets share."
    )
    for outlet, rows in groups:
        a, b = ends[outlet]
        if b - a < 0.75 * (last - first):
            message = (
                f"{_name(outlet)} was collected from {_day(a)} to {_day(b)}, "
                f"the whole from {_day(first)} to {_day(last)}: shares between outlets mix periods. {note}"
            )
            yield _finding("collection_window", message, rows, len(dated), outlet=outlet, value=f"{_day(a)}/{_day(b)}")


def _day(time: Any) -> str:
    return f"{time.day} {time:%B %Y}"


def _spikes(articles: pd.DataFrame) -> Iterator[Finding]:
    dated = articles[articles["published"].notna()]
    for outlet, rows in dated.groupby("outlet"):
        days = rows["published"].dt.floor("D")
        counts = days.value_counts()
        if len(rows) < 30 or len(counts) < 5:
            continue
        most, usual = int(counts.iloc[0]), float(counts.median())
        grave = most >= max(10, 0.2 * len(rows), 3 * usual)
        if grave or most >= max(10, 0.05 * len(rows), 10 * usual):
            top, day = rows[days == counts.index[0]], counts.index[0]
            message = (
                f"{_part(top, rows)} of {_name(str(outlet))} are dated {_day(day)}, {usual:g} on its usual day: "
                "this may be the day of collection."
            )
            severity = "warning" if grave else "info"
            yield _finding(
                "date_spike", message, top, len(rows), severity=severity, outlet=str(outlet), value=_day(day)
            )


def _capitals(articles: pd.DataFrame, census: Census, languages: Languages) -> Iterator[Finding]:
    outlets = articles["outlet"].astype(object)
    counts = pd.DataFrame({"words": census.cased, "capitals": census.capitals}, dtype=np.float64)
    # Words in Latin letters amid a script without capitals are names: what they hold says nothing of other texts.
    caseless = np.isin(languages.code, list(WITHOUT_CAPITALS)) | (2 * census.cased < census.words)
    counts[caseless] = 0.0
    sums = counts.groupby(outlets.to_numpy()).sum()
    for outlet, row in sums.iterrows():
        others = sums.drop(index=outlet).sum()
        expected = row["words"] * max(others["capitals"] / max(others["words"], 1.0), _LEAST_CAPITALS)
        if expected >= 30 and row["capitals"] < 0.02 * expected:
            rows = articles[outlets == outlet]
            message = (
                f"The texts of {_name(str(outlet))} hold {row['capitals']:.0f} words in capitals, "
                f"where {expected:.0f} would be usual: names such as NATO, EU or UN were lost, "
                "so leave this outlet out when you count names and frames."
            )
            yield _finding(
                "lost_capitals",
                message,
                rows,
                len(articles),
                outlet=str(outlet),
                value=f"{row['capitals']:.0f} of {expected:.0f}",
            )


def _damaged(articles: pd.DataFrame, census: Census) -> Iterator[Finding]:
    stated = articles["truncated"].to_numpy(dtype=bool) if "truncated" in articles else np.zeros_like(census.cut)
    cut = stated | census.cut
    for outlet, rows in articles.groupby("outlet"):
        at = rows.index.to_numpy()
        bad, short = rows[census.mangled[at]], rows[cut[at]]
        if len(bad) >= max(1, 0.01 * len(rows)):
            message = (
                f"{_part(bad, rows)} of {_name(str(outlet))} hold mangled characters: "
                "read the source again with encoding=."
            )
            yield _finding("mangled_encoding", message, bad, len(rows), outlet=str(outlet))
        if stated[at].any() or len(short) >= max(3, 0.2 * len(rows)):
            message = f"{_part(short, rows)} of {_name(str(outlet))} are cut off: counts per article run low."
            yield _finding("truncated_text", message, short, len(rows), outlet=str(outlet))


def _repeated(articles: pd.DataFrame, texts: Sequence[str], census: Census) -> Iterator[Finding]:
    found: dict[int, list[Repeat]] = {}
    for repeat in find_repeats(texts, census.sentences, rows := rows_of(articles)):
        found.setdefault(repeat.outlet, []).append(repeat)
    names, sizes = articles["outlet"].astype(object).unique(), np.bincount(rows.outlet)
    for outlet, own in sorted(found.items()):
        most, name = own[0], str(names[outlet])
        held = articles.loc[np.unique(most.text)]
        more = f" ({len(own)} sentences are repeated so)" if len(own) > 1 else ""
        effect = (
            "a report leaves out what is repeated over three weeks or more."
            if any(repeat.lasting for repeat in own)
            else "its words count in every one of them, and can make a frame or a name look common."
        )
        message = (
            f"{len(held)} of {sizes[outlet]} articles of {_name(name)} hold the same sentence, "
            f"\u201c{_short(most.sentence)}\u201d{more}: {effect}"
        )
        yield _finding("repeated_passage", message, held, int(sizes[outlet]), outlet=name, value=most.sentence[:300])


def _short(sentence: str, most: int = 90) -> str:
    return sentence if len(sentence) <= most else sentence[:most].rsplit(" ", 1)[0] + " \u2026"


def _languages(articles: pd.DataFrame, languages: Languages, empty: pd.Series) -> Iterator[Finding]:
    code = pd.Series(languages.code, index=articles.index)
    foreign = code[~code.isin(["", _ENGLISH])]
    if len(foreign):
        rows, listed = articles.loc[foreign.index], _listed(foreign)
        yield _finding(
            "mixed_languages" if (code == _ENGLISH).sum() >= len(foreign) else "not_english",
            f"{_part(rows, articles)} seem not to be in English ({listed}): tone, and the topics, frames and names "
            "that come with mediakit, read English only and are not given for them. Term lists of your own are.",
            rows,
            len(articles),
            value=listed,
        )
    rows = articles[languages.contradicted]
    if len(rows):
        listed = _listed(code[rows.index])
        yield _finding(
            "language_contradicted",
            f"{_part(rows, articles)} seem to be in another language than their source says ({listed}): "
            "they are read as what their words say.",
            rows,
            len(articles),
            value=listed,
        )
    rows = articles[languages.unsure & ~empty]
    if len(rows) >= max(_LEAST_UNSURE, 0.02 * len(articles)):
        yield _finding(
            "unknown_language",
            f"The language of {_part(rows, articles)} cannot be told, most often because they are short: "
            "every measure reads them as its own.",
            rows,
            len(articles),
            severity="info",
        )


def _listed(code: pd.Series) -> str:
    return ", ".join(f"{n} in {language_name(str(name))}" for name, n in code.value_counts().items())


def _near_equal(articles: pd.DataFrame) -> Iterator[Finding]:
    counts = articles["outlet"].value_counts()
    for names in near_equal(counts.index):
        names = sorted(names, key=lambda name: (-counts[name], name))
        rows = articles[articles["outlet"].isin(names)]
        listed = " and ".join(f"\u201c{name}\u201d ({counts[name]:,})" for name in names)
        yield _finding(
            "near_equal_outlets",
            f"{listed} look like one outlet and are counted apart: rename_outlets() makes them one.",
            rows,
            len(articles),
            outlet=names[0],
            value=" | ".join(names),
        )


def _disguised(articles: pd.DataFrame, words: dict[int, list[str]]) -> Iterator[Finding]:
    outlets = articles["outlet"].astype(object)
    rows_of: dict[str, list[int]] = {}
    for row in sorted(words):
        rows_of.setdefault(outlets[row], []).append(row)
    for outlet, rows in rows_of.items():
        met = list(dict.fromkeys(word for row in rows for word in words[row]))
        told = ", ".join(met[:5]) + " \u2026" * (len(met) > 5)
        found, own = articles.iloc[rows], articles[outlets == outlet]
        message = (
            f"{_part(found, own)} of {_name(outlet)} hold words in which a letter of another script stands for "
            f"one that looks the same ({told}): no term finds them, so put the right letters in the texts "
            'with articles["text"].str.replace(...).'
        )
        yield _finding("lookalike_letters", message, found, len(own), outlet=outlet, value=told)


def _dominance(articles: pd.DataFrame, stories: pd.Series) -> Iterator[Finding]:
    counts = articles["outlet"].value_counts()
    if len(counts) > 1 and len(articles) >= 20 and counts.iloc[0] > 0.5 * len(articles):
        rows = articles[articles["outlet"] == counts.index[0]]
        yield _finding(
            "one_outlet",
            f"{_name(str(counts.index[0]))} has {_part(rows, articles)}: "
            "values for all outlets together are mostly those of this one.",
            rows,
            len(articles),
            outlet=str(counts.index[0]),
        )
    copies = stories.value_counts()
    if copies.iloc[0] >= max(3, 0.02 * len(articles)):
        rows = articles[stories == copies.index[0]]
        yield _finding(
            "one_story",
            f"One story is in the corpus {len(rows)} times: "
            'group_stories() marks copies, and weights="stories" counts them once.',
            rows,
            len(articles),
            value=str(rows["title"].iloc[0]),
        )


def _stories(articles: pd.DataFrame) -> pd.Series:
    """Return the story of each article; where none is marked, the same text is the same story."""
    stories = articles["story_id"].astype(object) if "story_id" in articles else pd.Series("", articles.index, object)
    bare = articles[stories == ""]
    texts, ids = bare["text"].astype(object), bare["article_id"].astype(object)
    stories[bare.index] = texts.where(texts.str.strip() != "", ids)
    return stories


def _lengths(articles: pd.DataFrame, census: Census) -> Iterator[Finding]:
    sizes = pd.Series(census.words).groupby(articles["outlet"].to_numpy()).agg(["median", "size"])
    medians = sizes.loc[sizes["size"] >= 10, "median"].sort_values(kind="stable")
    if len(medians) > 1 and float(medians.iloc[-1]) > 2 * max(float(medians.iloc[0]), 1):
        (low, short), (high, long) = ((str(medians.index[i]), float(medians.iloc[i])) for i in (0, -1))
        message = (
            f"The median article has {short:.0f} words at {_name(low)} and {long:.0f} at {_name(high)}: "
            "longer articles name more, so compare shares of articles with care."
        )
        rows = articles[articles["outlet"].isin([low, high])]
        yield _finding("lengths_differ", message, rows, len(articles), severity="info", value=f"{short:.0f}/{long:.0f}")
