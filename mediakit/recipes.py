"""A whole question in one function: from a source to measured tables, and from tables to a report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from tqdm import tqdm

from mediakit.annotate.naming import annotate_naming
from mediakit.choices import Choices
from mediakit.clean.boilerplate import clean_articles
from mediakit.clean.findings import check_corpus
from mediakit.clean.language_column import fill_languages
from mediakit.clean.stories import group_stories
from mediakit.errors import OptionError, SourceError
from mediakit.languages import code_of, language_name
from mediakit.measures import MEASURES, measures_of
from mediakit.read import read_articles
from mediakit.read.assemble import ReadResult
from mediakit.score.coverage import score_coverage
from mediakit.score.entities import score_entities
from mediakit.score.frames import score_frames
from mediakit.score.naming import score_naming
from mediakit.score.sentiment import score_sentiment
from mediakit.stats.estimates import MIN_IN_PERIOD, estimate, trend
from mediakit.stats.periods import PERIODS, Every
from mediakit.tables import ALL_OUTLETS, ARTICLES, SCORES, check_table
from mediakit.text.parts import known_language
from mediakit.topics import Topic
from mediakit.topics.membership import match_topic
from mediakit.transport.addresses import shown_address
from mediakit.words.evidence import evidence

EVIDENCE_ROWS = 40
_CHOSEN_FROM: tuple[Every, ...] = ("week", "month", "quarter")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """Everything that was measured for one topic: the articles, and one table a question.

    ``tables`` holds ESTIMATES under "coverage" (every period), "coverage_by_outlet", "tone", "frames", "naming",
    "entities" and the names of your own measures, and "corpus" (articles by outlet and period). ``articles`` are
    those that were chosen, ``n_main`` of them have the topic as their main subject (None where the topic does not say
    what that is, or titles do not count).
    """

    topic: Topic
    articles: pd.DataFrame
    on_topic: pd.DataFrame
    problems: pd.DataFrame
    findings: pd.DataFrame
    every: Every
    choices: Choices
    own: tuple[str, ...] = ()
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    evidence: pd.DataFrame = field(default_factory=pd.DataFrame)
    n_evidence: int = 0
    n_main: int | None = None


def read_corpus(source: Any, **options: Any) -> ReadResult:
    """Return the articles of a source ready to measure: read, cleaned, languages told, copies of one story marked.

    Parameters
    ----------
    source : path, folder, glob, DataFrame, ...
        See read_articles().
    **options
        Passed to read_articles().

    Returns
    -------
    ReadResult
        ARTICLES with story_id, and PROBLEMS.

    Raises
    ------
    SourceError
        When no article could be read.

    Examples
    --------
    >>> articles, problems = read_corpus([{"title": "Rain", "text": "It rained.", "date": "2022-05-09"}])
    >>> len(articles)
    1
    """
    articles, problems = read_articles(source, **options)
    if not len(articles):
        first = "; ".join(problems["message"].head(3))
        raise SourceError(
            f"no article could be read: {first or 'the source is empty'}",
            where=_short(source),
            next_step="Check the source with sniff().",
        )
    return ReadResult(group_stories(fill_languages(clean_articles(articles))), problems)


def _short(source: Any) -> str:
    """Return how a source is named in a message: an address without login and keys."""
    if not isinstance(source, str) and not hasattr(source, "__fspath__"):
        named = getattr(source, "name", "") if hasattr(source, "read") else ""
        return str(named or type(source).__name__)
    name = str(source)
    return shown_address(name) if "://" in name else name


def choose_period(published: pd.Series) -> Every:
    """Return the finest of week, month and quarter in which at least half of the periods with articles hold five.

    Examples
    --------
    >>> choose_period(pd.Series(pd.to_datetime(["2022-05-09"] * 6, utc=True)))
    'week'
    """
    days = published.dropna().dt.tz_localize(None)
    for every in _CHOSEN_FROM:
        counts = days.dt.to_period(PERIODS[every]).value_counts()
        if len(counts) and (counts >= MIN_IN_PERIOD).mean() >= 0.5:
            return every
    return "quarter"


@contextmanager
def show_progress(steps: int) -> Iterator[Progress]:
    """Yield a function that names each step on a progress bar, on a terminal or in a notebook."""
    shell = sys.modules.get("IPython")
    notebook = shell is not None and hasattr(shell.get_ipython(), "kernel")
    with tqdm(
        total=steps,
        leave=False,
        delay=0.5,
        file=sys.stdout if notebook else sys.stderr,
        disable=False if notebook else None,
        bar_format="{desc:<28}{bar:30} {n_fmt}/{total_fmt} {elapsed}",
    ) as bar:

        def step(name: str) -> None:
            bar.set_description_str(name)
            bar.update(1)

        yield step


def measure_topic(
    articles: pd.DataFrame,
    topic: Topic,
    *,
    choices: Choices | None = None,
    scores: Sequence[pd.DataFrame] = (),
    problems: pd.DataFrame | None = None,
) -> Measured:
    """Return coverage of a topic over time and by outlet, and tone, frames, naming and names in the articles on it.

    Coverage is measured over all articles; everything else over those on the topic.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES from read_corpus().
    topic : Topic
        From load_topic().
    choices : Choices, optional
        What is measured with what, and over which articles.
    scores : list of DataFrame
        SCORES of further measures, your own included; estimated over the articles on the topic.
    problems : DataFrame, optional
        PROBLEMS from read_corpus(), passed on to the report.

    Returns
    -------
    Measured
        Tables by question; see its docstring.

    Raises
    ------
    SourceError
        When no article belongs to the topic.

    Examples
    --------
    >>> from mediakit.topics import load_topic
    >>> facts = {"title": "Bid", "date": "2022-05-09", "outlet": "A"}
    >>> articles, _ = read_corpus([{**facts, "text": f"Finland joins NATO, part {i}."} for i in range(12)])
    >>> measure_topic(articles, load_topic("nato-enlargement")).tables["coverage_by_outlet"]["n_articles"].tolist()[:2]
    [12, 12]
    """
    chosen = choices or Choices()
    given = _measured_apart(scores)
    with show_progress(7) as step:
        step("finding the topic")
        articles = chosen.select(check_table(articles, ARTICLES))
        on_topic = articles[match_topic(articles, topic, parts=chosen.parts)[topic.name]]
        if not len(on_topic):
            foreign = int((~known_language(articles, topic.language)).sum())
            own = language_name(code_of(topic.language))
            others = f"; {foreign} are not in {own}, the language of its terms" if foreign else ""
            raise SourceError(
                f"none of {len(articles)} articles is about {topic.title}{others}",
                next_step="Read other articles, or choose another topic (mediakit topics lists them).",
            )
        n_main = None
        if "main" in topic.degrees and "title" in chosen.parts:
            n_main = int(match_topic(articles, topic, degree="main", parts=chosen.parts)[topic.name].sum())
        every = chosen.every or choose_period(articles["published"])
        step("measuring coverage")
        coverage = score_coverage(articles, topic, parts=chosen.parts)
        tables = {"coverage_by_outlet": _by_group(coverage, articles, chosen), "corpus": _corpus(articles)}
        if articles["published"].notna().any():
            tables["coverage"] = trend(coverage, articles, every=every, weights=chosen.weights, level=chosen.level)
        step("measuring tone")
        tone = score_sentiment(on_topic, lexicon=chosen.lexicon, parts=chosen.parts)
        tables["tone"] = _by_group(tone, on_topic, chosen)
        step("measuring frames")
        if topic.frames:
            tables["frames"] = _by_group(score_frames(on_topic, topic, parts=chosen.parts), on_topic, chosen)
        step("measuring word choices")
        if topic.naming:
            tables["naming"] = _by_group(score_naming(on_topic, topic, parts=chosen.parts), on_topic, chosen)
        step("counting names")
        names = score_entities(on_topic, aliases=chosen.aliases, parts=chosen.parts)
        tables["entities"] = estimate(names, on_topic, weights=chosen.weights, level=chosen.level)
        tables |= {name: _by_group(rows, on_topic, chosen) for name, rows in given.items()}
        step("checking the corpus")
        shown, total = _evidence(on_topic, topic, chosen)
        findings = check_corpus(articles)
    rows = problems if problems is not None else pd.DataFrame()
    return Measured(
        topic, articles, on_topic, rows, findings, every, chosen, tuple(given), tables, shown, total, n_main
    )


def _measured_apart(scores: Sequence[pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return one table a measure, of measures that the report does not hold anyway."""
    if isinstance(scores, pd.DataFrame):
        raise OptionError("scores must be a list of SCORES tables, got one table", next_step="Write scores=[table].")
    apart: dict[str, pd.DataFrame] = {}
    for table in scores:
        for name in measures_of(check_table(table, SCORES, source="scores")):
            if name in apart or name in MEASURES or name in ("frames", "entities", "corpus"):
                raise OptionError(
                    f"the report has a measure {name!r} already", next_step="Give the measure another name."
                )
            apart[name] = table[table["measure"] == name]
    return apart


def _by_group(scores: pd.DataFrame, articles: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """Return estimates by group, with a row for all groups together."""
    options: dict[str, Any] = {"weights": choices.weights, "level": choices.level}
    parts = [estimate(scores, articles, by=choices.by, **options)]
    parts.append(estimate(scores, articles, **options).assign(**{choices.by: ALL_OUTLETS}))
    return pd.concat(parts, ignore_index=True)[parts[0].columns]


def _corpus(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the number of articles by outlet and month, months without articles included."""
    dated = articles[articles["published"].notna()]
    months = dated["published"].dt.tz_localize(None).dt.to_period("M")
    counts = dated.groupby(["outlet", months]).size()
    if not len(counts):
        return pd.DataFrame({"outlet": [], "period": [], "period_end": [], "n_articles": []})
    spans = pd.period_range(months.min(), months.max(), freq="M", name="published")
    full = counts.reindex(pd.MultiIndex.from_product([sorted(dated["outlet"].unique()), spans]), fill_value=0)
    outlets, periods = full.index.get_level_values(0), pd.PeriodIndex(full.index.get_level_values(1))
    ends = periods.end_time.normalize()
    return pd.DataFrame(
        {"outlet": outlets, "period": periods.start_time, "period_end": ends, "n_articles": full.to_numpy()}
    )


def _evidence(on_topic: pd.DataFrame, topic: Topic, choices: Choices) -> tuple[pd.DataFrame, int]:
    """Return a few mentions of the naming choices, drawn within outlets in an order made from the articles' ids."""
    spans = annotate_naming(on_topic, topic, parts=choices.parts) if topic.naming else pd.DataFrame()
    if not len(spans):
        return pd.DataFrame(), 0
    rows = evidence(spans, on_topic)
    drawn = rows.sample(frac=1, random_state=1)
    per_outlet = max(2, EVIDENCE_ROWS // rows["outlet"].nunique())
    shown = drawn.groupby("outlet").head(per_outlet).head(EVIDENCE_ROWS)
    return shown.sort_values(["label", "outlet", "published"]).reset_index(drop=True), len(rows)
