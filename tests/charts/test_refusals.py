"""A table that a chart cannot title truthfully is refused, and the advice in the message leads to a chart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes

import mediakit
from mediakit.charts.record import alt_text, chart_title
from mediakit.errors import TableError
from mediakit.tables import ALL_OUTLETS, ARTICLES, SCORES, build_table
from tests.charts import estimates as made

Plot = Callable[..., Axes]
OF_ESTIMATES = ("plot_comparison", "plot_coverage", "plot_trend", "plot_frames", "plot_naming", "plot_entities")
EVERY = (*OF_ESTIMATES, "plot_differences", "plot_word_shift", "plot_corpus")
MONTHS = {"freq": "MS", "start": "2022-01-01"}


def articles() -> pd.DataFrame:
    """Return articles of two outlets and sections over three months, with words that a tone lexicon knows."""
    texts = ("A good day, a strong hope.", "A bad war and a great loss.", "Nothing to see here.")
    return build_table(
        ARTICLES,
        [
            {
                "article_id": f"a{i}",
                "outlet": "AB"[i % 2],
                "section": ("news", "sport")[i // 2 % 2],
                "published": f"2022-0{1 + i % 3}-10",
                "title": "A title",
                "text": texts[i % 3],
            }
            for i in range(120)
        ],
    )


def scores(measures: int = 2, labels: int = 2) -> pd.DataFrame:
    """Return scores of the articles, of so many measures and labels."""
    rows = []
    for i in range(120):
        for measure in ("coverage", "frame_presence")[:measures]:
            for label in ("north", "south")[:labels]:
                total = float((i + len(label) + len(measure)) % 3 == 0)
                rows.append(
                    {"article_id": f"a{i}", "measure": measure, "label": label, "total": total, "exposure": 1.0}
                )
    return build_table(SCORES, rows)


def refused(plot: str, table: pd.DataFrame, message: str | None = None) -> str:
    """Return what a chart says to do about a table that it refuses."""
    with pytest.raises(TableError, match=message) as error:
        getattr(mediakit, plot)(table)
    assert plot in error.value.where
    return error.value.next_step


def follow(advice: str, plot: str, **tables: Any) -> list[Axes]:
    """Run every line of code in an advice and return the charts: what it draws, or ``plot`` of the table it makes."""
    found = []
    for option in advice.rstrip(".").split("; or "):
        names = {name: getattr(mediakit, name) for name in mediakit.__all__}
        names |= tables
        *before, last = option.partition(": ")[2].split("; ")
        for line in before:
            exec(line, names)
        made_of = re.match(r"(\w+) = (?!=)", last)
        result = eval(last[made_of.end() :] if made_of else last, names)
        found.append(result if isinstance(result, Axes) else getattr(mediakit, plot)(result))
    return found


@pytest.mark.parametrize("plot", EVERY)
@pytest.mark.parametrize("several", [1, 2])
def test_scores_are_estimated_first(plot: str, several: int) -> None:
    table = scores(several, several)
    advice = refused(plot, table, "scores of single articles")
    charts = follow(advice, plot, scores=table, articles=articles())
    assert charts and all(chart_title(ax) for ax in charts)


@pytest.mark.parametrize("plot", EVERY)
def test_articles_are_measured_first(plot: str) -> None:
    advice = refused(plot, articles(), "of which nothing is measured yet")
    assert "score_" in advice or "word_shift" in advice or "groupby" in advice
    charts = follow(advice, plot, articles=articles())
    assert charts and all(chart_title(ax) for ax in charts)


@pytest.mark.parametrize("plot", [name for name in EVERY if name != "plot_differences"])
def test_contrasts_are_drawn_by_plot_differences(plot: str) -> None:
    table = made.contrasts(3)
    advice = refused(plot, table, "differences between two groups")
    assert "plot_differences(contrasts)" in advice
    assert mediakit.plot_differences(table)


@pytest.mark.parametrize("plot", [name for name in EVERY if name != "plot_word_shift"])
def test_a_word_shift_is_drawn_by_plot_word_shift(plot: str) -> None:
    table = made.word_shift(3)
    advice = refused(plot, table, "a word shift")
    assert "plot_word_shift(shift)" in advice
    assert mediakit.plot_word_shift(table)


ESTIMATES = {
    "of outlets": made.by_outlet(3),
    "of labels": made.by_outlet(3, labels=("NATO", "Sweden")),
    "of measures": pd.concat([made.by_outlet(3), made.by_outlet(3, measure="tone", labels=("news", "old"))]),
    "over time": made.over_time(4, **MONTHS),
    "of outlets over time": made.over_time(4, outlets=made.names(3), **MONTHS),
    "of labels over time": pd.concat([made.over_time(3, label=name, **MONTHS) for name in ("north", "south")]),
}


@pytest.mark.parametrize("case", ESTIMATES)
@pytest.mark.parametrize("plot", ["plot_differences", "plot_word_shift", "plot_corpus"])
def test_estimates_are_no_differences_words_or_counts(plot: str, case: str) -> None:
    table = ESTIMATES[case]
    advice = refused(plot, table, "got estimates")
    assert {"plot_differences": "compare_groups", "plot_word_shift": "word_shift", "plot_corpus": "groupby"}[
        plot
    ] in advice
    charts = follow(advice, plot, estimates=table, scores=scores(1, 1), articles=articles())
    assert len(charts) == 2 and all(chart_title(ax) for ax in charts)


@pytest.mark.parametrize("plot", ["plot_comparison", "plot_frames", "plot_naming"])
@pytest.mark.parametrize("case", ["over time", "of outlets over time", "of labels over time"])
def test_periods_are_not_drawn_without_time(plot: str, case: str) -> None:
    table = ESTIMATES[case]
    advice = refused(plot, table, r"draws no time, and got \d periods")
    over_time, one = follow(advice, plot, estimates=table)
    assert "by month" in chart_title(over_time) or "and month" in chart_title(over_time)
    last = "March 2022" if case == "of labels over time" else "April 2022"
    assert chart_title(one).endswith(last) and last in alt_text(one)


@pytest.mark.parametrize("plot", ["plot_coverage", "plot_trend"])
@pytest.mark.parametrize("case", ["of outlets", "of labels", "of measures"])
def test_a_chart_over_time_needs_periods(plot: str, case: str) -> None:
    advice = refused(plot, ESTIMATES[case], "needs the column")
    charts = follow(advice, plot, estimates=ESTIMATES[case], scores=scores(1, 1), articles=articles())
    assert "by week" in chart_title(charts[0]) and "week" not in chart_title(charts[1])


def test_several_measures_with_the_same_label_are_kept_by_measure() -> None:
    names = ("tone", "negative_share", "positive_share")
    table = pd.concat([made.by_outlet(2, measure=name, labels=("news",)) for name in names])
    advice = refused("plot_comparison", table, "one measure of one label, got 3")
    assert advice == "Keep one: estimates[estimates['measure'] == 'tone']."
    assert len(follow(advice, "plot_comparison", estimates=table)) == 1


@pytest.mark.parametrize("plot", OF_ESTIMATES)
@pytest.mark.parametrize("case", ["of measures", "of labels", "of labels over time"])
def test_what_is_not_refused_is_drawn_and_what_is_refused_is_drawn_after_one_advice(plot: str, case: str) -> None:
    table = ESTIMATES[case]
    draws = {
        "of measures": (),
        "of labels": ("plot_frames", "plot_naming", "plot_entities"),
        "of labels over time": ("plot_entities",),
    }
    if plot in draws[case]:
        assert chart_title(getattr(mediakit, plot)(table))
    else:
        advice = refused(plot, table)
        assert follow(advice, plot, estimates=table, scores=scores(1, 1), articles=articles())


def test_several_groups_over_time_without_a_whole_are_drawn_by_plot_trend() -> None:
    table = ESTIMATES["of outlets over time"]
    advice = refused("plot_coverage", table, "no 'All outlets' among them")
    assert chart_title(follow(advice, "plot_coverage", estimates=table)[0]).endswith("by outlet and month")


def test_two_group_columns_keep_a_value_that_is_there_and_the_title_says_which() -> None:
    table = mediakit.estimate(scores(1, 1), articles(), by=["outlet", "section"])
    advice = refused("plot_comparison", table, "at most 1 group column, got outlet, section")
    assert advice == "Keep one value of the others first: estimates[estimates['section'] == 'news']."
    (ax,) = follow(advice, "plot_comparison", estimates=table)
    assert chart_title(ax) == "Share of articles on north (section: news), by outlet"
    swapped = table[table["outlet"] == "A"]
    assert chart_title(mediakit.plot_comparison(swapped)) == "Share of articles on north in A, by section"
    whole = table[table["section"] == "news"].assign(section=ALL_OUTLETS)
    assert chart_title(mediakit.plot_comparison(whole)) == "Share of articles on north, by outlet"


def test_a_whole_in_another_column_than_the_groups_is_named() -> None:
    parts = mediakit.estimate(scores(1, 1), articles(), by="section")
    whole = mediakit.estimate(scores(1, 1), articles())
    mixed = pd.concat([parts, whole.assign(outlet=ALL_OUTLETS)], ignore_index=True)
    advice = refused("plot_comparison", mixed, "grouped by different columns: section, outlet")
    code = re.search(r"estimate\(scores, articles\)\.assign\(.*?\)", advice)
    assert code
    row = eval(code[0], {"estimate": mediakit.estimate, "scores": scores(1, 1), "articles": articles()})
    ax = mediakit.plot_comparison(pd.concat([parts, row], ignore_index=True))
    assert any(text.startswith("All outlets ") for text in made.written(ax))
    assert chart_title(ax).endswith(", by section")


def test_unknown_groups_have_a_name() -> None:
    table = made.by_outlet(3, values=[0.1, 0.2, 0.3])
    table.loc[1, "outlet"] = ""
    assert "(not known)" in made.written(mediakit.plot_comparison(table))


def test_repeated_rows_are_dropped() -> None:
    table = pd.concat([made.by_outlet(2), made.by_outlet(2)])
    advice = refused("plot_comparison", table, "two rows for the same")
    assert follow(advice, "plot_comparison", estimates=table)


def test_places_over_time_are_of_one_group_with_values_and_not_too_many_periods() -> None:
    groups = made.over_time(3, outlets=made.names(2), **MONTHS)
    advice = refused("plot_entities", groups, "drawn for one group")
    (ax,) = follow(advice, "plot_entities", estimates=groups)
    assert " in Meridian Wire: the 1 highest, by month" in chart_title(ax)
    gap = made.over_time(3, thin=(1,), **MONTHS)
    assert follow(refused("plot_entities", gap, "a period has no value"), "plot_entities", estimates=gap)
    long = made.over_time(11, **MONTHS)
    assert follow(refused("plot_entities", long, "at most 8 periods"), "plot_entities", estimates=long)
    nothing = made.over_time(3, thin=(0, 1, 2), **MONTHS)
    assert "every='quarter'" in refused("plot_entities", nothing, "no period has a value")


def test_differences_are_of_one_reference_measure_and_label() -> None:
    several = pd.concat([made.contrasts(3, reference=name) for name in ("Granit Portal", "rest")])
    advice = refused("plot_differences", several, r"several in the column\(s\) reference")
    assert len(follow(advice, "plot_differences", contrasts=several, scores=scores(1, 1), articles=articles())) == 2
    for table in (
        pd.concat([made.contrasts(3), made.contrasts(3, measure="tone")]),
        made.contrasts(3, labels=("north", "south")),
        pd.concat([made.contrasts(2).assign(section=name) for name in ("news", "sport")]),
        pd.concat([made.contrasts(2), made.contrasts(2).assign(by="section")]),
    ):
        advice = refused("plot_differences", table, "several in the column")
        assert follow(advice, "plot_differences", contrasts=table)
    one = made.contrasts(2).assign(section="news")
    title = "Share of articles on NATO enlargement (section: news): each outlet minus the rest"
    assert chart_title(mediakit.plot_differences(one)) == title


def test_a_word_shift_is_of_one_pair_and_a_word_once() -> None:
    two = pd.concat([made.word_shift(3), made.word_shift(3, groups=("A", "B"))])
    advice = refused("plot_word_shift", two, "expected one pair of groups")
    assert follow(advice, "plot_word_shift", shift=two)
    twice = pd.concat([made.word_shift(3), made.word_shift(3)])
    advice = refused("plot_word_shift", twice, "is there twice")
    assert follow(advice, "plot_word_shift", shift=twice)


def test_a_broken_word_shift_is_told_in_one_message() -> None:
    broken = made.word_shift(3).drop(columns="valence").astype({"rate_a": "str"})
    advice = refused("plot_word_shift", broken, "column 'rate_a' should hold float, but is")
    assert follow(advice, "plot_word_shift", articles=articles())
    missing = made.word_shift(3)
    missing.loc[0, "contribution"] = None
    refused("plot_word_shift", missing, "1 missing values")
    refused("plot_word_shift", made.word_shift(3).head(0), "no rows")


def test_counts_of_articles_can_be_made_of_what_is_there() -> None:
    counts = pd.DataFrame({"outlet": ["A", "A"], "period": ["2022-05-01"] * 2, "n_articles": [1, 2]})
    advice = refused("plot_corpus", counts, "two rows for one period")
    assert follow(advice, "plot_corpus", counts=counts)
    advice = refused("plot_corpus", counts.drop(columns="n_articles"), "missing: n_articles")
    assert follow(advice, "plot_corpus", articles=articles())
