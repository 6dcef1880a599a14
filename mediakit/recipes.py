"""A whole question in one function: from a source to measured tables, and from tables to a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
from tqdm import tqdm

from mediakit.choices import Choices
from mediakit.clean.acting import Acted, act_on_findings
from mediakit.clean.boilerplate import clean_articles
from mediakit.clean.findings import check_corpus
from mediakit.clean.language_column import fill_languages
from mediakit.clean.stories import group_stories
from mediakit.dates.strays import find_strays
from mediakit.errors import OptionError, SourceError
from mediakit.measures import MEASURES, measures_of
from mediakit.read import read_articles
from mediakit.read.assemble import ReadResult
from mediakit.score.coverage import score_coverage
from mediakit.score.entities import score_entities
from mediakit.score.frames import score_frames
from mediakit.score.naming import score_naming
from mediakit.score.sentiment import score_sentiment
from mediakit.statements.called import group_names, join_words, words_of
from mediakit.statements.leaders import leads_beyond_chance
from mediakit.statements.say import put_in_words
from mediakit.statements.tested import Figure, Series, seek_statements
from mediakit.statements.windows import main_run
from mediakit.stats.estimates import estimate, trend
from mediakit.stats.periods import Every, choose_every, ends_of
from mediakit.tables import ALL_OUTLETS, ARTICLES, SCORES, check_table
from mediakit.topics import Topic
from mediakit.topics.membership import match_topic
from mediakit.transport.addresses import shown_address

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """Everything that was measured for one topic: the articles, and one table a question.

    Attributes
    ----------
    topic : Topic
    articles : DataFrame
        ARTICLES that were chosen.
    acted : Acted
        What of them was counted, and what is known to be wrong with them and was left out.
    on_topic : DataFrame
        Those of the counted articles that belong to the topic.
    problems, findings : DataFrame
        PROBLEMS and FINDINGS.
    every : str
        Periods of what was measured over time.
    choices : Choices
    own : tuple of str
        Names of your own measures.
    tables : dict of str to DataFrame
        ESTIMATES under "coverage" (every period), "coverage_by_outlet", "tone", "frames", "naming", "entities" and the
        names of your own measures, and "corpus" (articles by outlet and period). Where no article belongs to the
        topic, those that would be of such articles are not there.
    statements : DataFrame
        STATEMENTS, in words.
    leader : str
        The name that leads the list of names beyond chance; empty where none does.
    n_main : int or None
        How many articles have the topic as their main subject; None where the topic does not say what that is, or
        no title is counted.
    with_passages : DataFrame
        Outlet, and articles on the topic with and without repeated passages ("before", "after"), where they differ.
    """

    topic: Topic
    articles: pd.DataFrame
    acted: Acted
    on_topic: pd.DataFrame
    problems: pd.DataFrame
    findings: pd.DataFrame
    every: Every
    choices: Choices
    own: tuple[str, ...]
    tables: dict[str, pd.DataFrame]
    statements: pd.DataFrame
    leader: str
    n_main: int | None
    with_passages: pd.DataFrame


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


@contextmanager
def show_progress(steps: int) -> Iterator[Progress]:
    """Yield a function that names each step on a progress bar, on a terminal only: what a notebook shows is saved."""
    with tqdm(
        total=steps,
        leave=False,
        delay=0.5,
        disable=None,
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
    """Return coverage of a topic over time and by outlet, word choices, and tone, frames and names on the topic.

    Coverage and word choices are measured over all articles, the rest over those on the topic. What check_corpus()
    knows to be wrong is left out first (see Choices.keep): outlets whose texts have lost their words in capitals,
    sentences that an outlet prints again and again, and, where weeks that stand out are looked for, days of collection.

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
        Tables by question, and what may be said of them; see its docstring.

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
    with show_progress(8) as step:
        step("checking the corpus")
        articles = chosen.select(check_table(articles, ARTICLES))
        findings = check_corpus(articles)
        acted = act_on_findings(articles, findings, keep=chosen.keep)
        if not len(acted.articles):
            raise SourceError(
                f"no article is left: {join_words(list(acted.without_capitals))} lost the words in capitals",
                next_step='Read another export of them, or pass keep=["lost_capitals"].',
            )
        step("measuring coverage")
        found = _Scores(acted.articles, score_coverage(acted.articles, topic, parts=chosen.parts), topic)
        every = chosen.every or choose_every(acted.articles)
        tables = {"coverage_by_outlet": _by_group(found.coverage, acted.articles, chosen), "corpus": _corpus(articles)}
        if acted.articles["published"].notna().any():
            options: dict[str, Any] = {"weights": chosen.weights, "level": chosen.level}
            tables["coverage"] = trend(found.coverage, acted.articles, every=every, **options)
        apart = found.score(chosen, step) | found.given(given)
        tables |= {name: _by_group(*pair, chosen) for name, pair in apart.items() if name != "entities"}
        leader = ""
        if "entities" in apart:
            tables["entities"] = estimate(*apart["entities"], weights=chosen.weights, level=chosen.level)
            leader = leads_beyond_chance(*apart["entities"], measure="entity_presence")
        step("testing what can be said")
        told = _seek(found, apart, tables, acted, chosen, every)
    n_main = None
    if "main" in topic.degrees and "title" in chosen.parts and (found.on_topic["title"] != "").any():
        n_main = int(match_topic(found.on_topic, topic, degree="main", parts=chosen.parts)[topic.name].sum())
    return Measured(
        topic,
        articles,
        acted,
        found.on_topic,
        problems if problems is not None else pd.DataFrame(),
        findings,
        every,
        chosen,
        tuple(given),
        tables,
        put_in_words(told, words_of(topic, tables, chosen.by)),
        leader,
        n_main,
        _effect(articles, acted, found, chosen),
    )


Scored = dict[str, tuple[pd.DataFrame, pd.DataFrame]]


class _Scores:
    """SCORES of the articles that are counted, each with the articles that they are of."""

    def __init__(self, articles: pd.DataFrame, coverage: pd.DataFrame, topic: Topic) -> None:
        self.articles, self.coverage, self.topic = articles, coverage, topic
        met = (coverage["label"] == topic.name).to_numpy() & (coverage["total"] > 0).to_numpy()
        self.on_topic = articles[articles["article_id"].isin(coverage["article_id"].to_numpy()[met])]

    def score(self, chosen: Choices, step: Progress) -> Scored:
        """Return word choices of all articles; tone, frames and names of those on the topic, where there are any."""
        topic, parts, made = self.topic, chosen.parts, {}
        step("measuring word choices")
        if topic.naming:
            made["naming"] = score_naming(self.articles, topic, parts=parts), self.articles
        articles = self.on_topic
        if not len(articles):
            return made
        step("measuring tone")
        made["tone"] = score_sentiment(articles, lexicon=chosen.lexicon, parts=parts), articles
        step("measuring frames")
        if topic.frames:
            made["frames"] = score_frames(articles, topic, parts=parts), articles
        step("counting names")
        made["entities"] = score_entities(articles, aliases=chosen.aliases, parts=parts), articles
        return made

    def given(self, scores: dict[str, pd.DataFrame]) -> Scored:
        """Return the user's own scores with the articles on the topic, where there are any."""
        return {name: (rows, self.on_topic) for name, rows in scores.items() if len(self.on_topic)}


# What is compared between groups in each figure; measures of one's own are compared as they are.
_COMPARED = {"tone": "tone", "frames": "frame_salience", "naming": "naming"}


def _seek(
    found: _Scores,
    apart: Scored,
    tables: dict[str, pd.DataFrame],
    acted: Acted,
    chosen: Choices,
    every: Every,
) -> pd.DataFrame:
    """Return STATEMENTS on everything that the report shows by group or over time."""
    of_topic = found.coverage["label"].isin(["", found.topic.name])
    compared = [("coverage_by_outlet", found.coverage[of_topic], found.articles)]
    for name, (rows, articles) in apart.items():
        if name != "entities":
            compared.append((name, rows[rows["measure"] == _COMPARED.get(name, name)], articles))
    # Articles of no known group make none: they are told of nobody.
    known = [(name, rows, articles[group_names(articles[chosen.by]) != ""]) for name, rows, articles in compared]
    figures = [Figure(*one) for one in known if one[2][chosen.by].nunique() > 1]
    series = []
    if "coverage" in tables:
        run = main_run(tables["coverage"])
        days = found.articles["published"].dt.tz_localize(None).dt.normalize()
        kept = days.between(run["period"].min(), run["period_end"].max())
        kept &= ~found.articles["article_id"].isin(list(acted.on_collection_days))
        strands = found.coverage["label"] != found.topic.name
        window = found.articles[kept & found.articles[chosen.by].notna()]
        series = [
            Series("coverage", found.coverage[of_topic], window, every),
            Series("strands", found.coverage[strands], window, every),
        ]
    return seek_statements(figures, series, by=chosen.by)


def _effect(articles: pd.DataFrame, acted: Acted, found: _Scores, chosen: Choices) -> pd.DataFrame:
    """Return how many articles of each outlet are on the topic with and without repeated passages, if that differs."""
    held = articles[articles["article_id"].isin(acted.passages["article_id"].unique())]
    if not len(held):
        return pd.DataFrame({"outlet": [], "before": [], "after": []})
    before = match_topic(held, found.topic, parts=chosen.parts)[found.topic.name].astype(int)
    after = held["article_id"].isin(found.on_topic["article_id"]).astype(int)
    # Articles without such passages are the same before and after.
    change = (before - after).groupby(held["outlet"].astype(object)).sum()
    whole = found.on_topic["outlet"].astype(object).value_counts().reindex(change.index, fill_value=0)
    columns = {"outlet": change.index, "before": (whole + change).to_numpy(), "after": whole.to_numpy()}
    return pd.DataFrame(columns)[(change != 0).to_numpy()].reset_index(drop=True)


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
    """Return the number of articles by outlet and month, with months without articles (see _spans)."""
    dated = articles[articles["published"].notna()]
    days = dated["published"].dt.tz_localize(None)
    months = days.dt.to_period("M")
    counts = dated.groupby(["outlet", months]).size()
    if not len(counts):
        return pd.DataFrame({"outlet": [], "period": [], "period_end": [], "n_articles": []})
    full = counts.reindex(
        pd.MultiIndex.from_product([sorted(dated["outlet"].unique()), _spans(days, months)]), fill_value=0
    )
    outlets, periods = full.index.get_level_values(0), pd.PeriodIndex(full.index.get_level_values(1))
    first, last = ends_of(periods)
    return pd.DataFrame({"outlet": outlets, "period": first, "period_end": last, "n_articles": full.to_numpy()})


_MOST_MONTHS = 1200
"""A hundred years: in more, months without articles are not listed."""


def _spans(days: pd.Series, months: pd.Series) -> pd.PeriodIndex:
    """Return months to list: those with articles, and those between them where no stray date makes them too many."""
    with_articles = pd.PeriodIndex(months.unique()).sort_values()
    rest = months[~find_strays(days)]
    if (rest.max() - rest.min()).n >= _MOST_MONTHS:
        return with_articles
    return with_articles.union(pd.period_range(rest.min(), rest.max(), freq="M"))
