"""Changes of level and peaks: the scan beside a double loop, planted ones, and what must not make one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.errors import OptionError, TableError
from mediakit.stats.changes import COLUMNS, seek_changes
from mediakit.stats.scan import Series, Windows, find_change, find_peaks
from tests.stats.made_up import START, articles_of, scores_of, uneven

Numbers = np.ndarray[Any, Any]


def series(seed: int, weeks: int = 30, groups: int = 3) -> Series:
    """Return stories of groups that begin and end at different times, a fifth of them hits."""
    rng = np.random.default_rng(seed)
    n = rng.integers(0, 12, (groups, weeks))
    n[0, :8] = n[1, -6:] = 0
    hits = rng.binomial(n, np.array([[0.1], [0.2], [0.4]])[:groups])
    position = np.arange(weeks) + (np.arange(weeks) > 20)
    return Series(n.astype(float), hits.astype(float), position, np.arange(weeks) > 0)


def slow_score(data: Series, begin: int, end: int) -> float:
    """Return the score of one window, one group and one week at a time."""

    def chance(first: int, last: int) -> tuple[float, float]:
        mean = variance = 0.0
        for n, hits in zip(data.n, data.hits, strict=True):
            share, inside = hits.sum() / n.sum(), n[first:last].sum()
            mean += share * inside
            variance += share * (1 - share) * inside * (n.sum() - inside) / (n.sum() - 1)
        return mean, variance

    usual = []
    for week in range(data.n.shape[1]):
        mean, variance = chance(week, week + 1)
        if not begin <= week < end and data.n[:, week].sum() >= 5 and mean >= 0.5:
            usual.append((data.hits[:, week].sum() - mean) ** 2 / variance)
    mean, variance = chance(begin, end)
    return (data.hits[:, begin:end].sum() - mean) / (variance * max(1, np.mean(usual))) ** 0.5


@pytest.mark.parametrize("seed", range(3))
def test_scan_is_a_double_loop(seed: int) -> None:
    data = series(seed)
    windows = Windows.of(data, 4)
    scores = dict(zip(zip(windows.begin, windows.end, strict=True), windows.scores(data.hits.sum(axis=0)), strict=True))
    expected = {}
    for begin in range(30):
        for end in range(begin + 1, min(begin + 4, 30) + 1):
            follows = data.position[end - 1] - data.position[begin] == end - 1 - begin
            if follows and begin > 0:
                expected[begin, end] = slow_score(data, begin, end)
    assert scores.keys() == expected.keys()
    assert [scores[key] for key in expected] == pytest.approx(list(expected.values()))


def test_many_series_at_once_are_each_by_itself() -> None:
    data = series(3)
    windows = Windows.of(data, 2)
    several = np.stack([data.hits.sum(axis=0), data.hits.sum(axis=0)[::-1]])
    assert windows.scores(several)[1] == pytest.approx(windows.scores(several[1]))


def coverage(seed: int, share: Numbers, n: int = 1500) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return SCORES and ARTICLES of three outlets over weeks with these shares of articles with hits."""
    rng = np.random.default_rng(seed)
    day = np.arange(n) * 7 * len(share) // n
    outlet = rng.choice(list("ABC"), n)
    return scores_of("coverage", np.ones(n), topic=rng.random(n) < share[day // 7]), articles_of(outlet, day)


def day_of(week: int) -> pd.Timestamp:
    return (START + pd.Timedelta(weeks=week)).tz_localize(None)


def test_a_planted_change_is_dated() -> None:
    found = seek_changes(*coverage(1, np.repeat([0.3, 0.1], 20)))
    assert list(found.columns) == list(COLUMNS)
    row = found.iloc[0]
    assert (row["kind"], row["named"]) == ("change", True)
    assert abs(row["start"] - day_of(20)) <= pd.Timedelta(weeks=1)
    assert row["inside"] == pytest.approx(0.1, abs=0.04) and row["other"] == pytest.approx(0.3, abs=0.06)
    assert row["s"] < -4
    assert row["score"] > 0
    assert not found["named"].iloc[1:].any()


def test_a_planted_peak_is_dated_and_counted() -> None:
    share = np.full(40, 0.1)
    share[[25, 26]] = 0.5
    scores, articles = coverage(2, share)
    found = seek_changes(scores, articles)
    named = found[found["named"]]
    assert named[["kind", "start", "end"]].values.tolist() == [["peak", day_of(25), day_of(27) - pd.Timedelta(days=1)]]
    row = named.iloc[0]
    inside = articles["published"].dt.tz_localize(None).between(row["start"], row["end"]).to_numpy()
    assert (row["n"], row["observed"]) == (inside.sum(), scores["total"][inside].sum())
    assert row["inside"] == pytest.approx(row["observed"] / row["n"])
    assert (row["groups"], row["other"]) == (3, pytest.approx(0.1, abs=0.03))


def test_two_peaks_are_found_and_touching_windows_are_one() -> None:
    share = np.full(60, 0.05)
    share[[15, 16]] = 0.6
    share[40:46] = 0.5
    found = seek_changes(*coverage(3, share, n=2400))
    peaks = found[(found["kind"] == "peak") & found["named"]].sort_values("start")
    assert peaks["start"].tolist() == [day_of(15), day_of(40)]
    assert peaks["end"].iloc[1] == day_of(46) - pd.Timedelta(days=1)


def test_an_outlet_that_begins_makes_no_peak_and_no_change() -> None:
    # D prints the topic in most of its articles and is collected in three weeks only.
    scores, articles = coverage(4, np.full(40, 0.1))
    n, rng = 120, np.random.default_rng(5)
    more = articles_of(np.repeat("D", n), 20 * 7 + np.arange(n) * 21 // n)
    more[["article_id", "story_id"]] += "d"
    extra = scores_of("coverage", np.ones(n), topic=rng.random(n) < 0.8)
    both = pd.concat([scores, extra.assign(article_id=extra["article_id"] + "d")], ignore_index=True)
    found = seek_changes(both, pd.concat([articles, more], ignore_index=True))
    assert len(found)
    assert not found["named"].any()


def test_a_window_cut_by_the_end_is_not_named() -> None:
    n = np.full((3, 40), 12.0)
    hits = np.where(np.arange(40) == 39, 8.0, 1.0) * np.ones((3, 1))
    for whole in (True, False):
        peaks = find_peaks(Series(n, hits, np.arange(40), np.arange(40) < 39 + whole), 4)
        assert [window.begin for window in peaks if window.named] == [39] * whole


def test_weeks_are_cut_by_the_first_and_last_article() -> None:
    scores, articles = coverage(6, np.where(np.arange(60) == 2, 0.5, 0.1), n=1800)
    days = articles["published"]
    for first, named in ((14, True), (15, False)):
        found = seek_changes(scores, articles[days >= START + pd.Timedelta(days=first)])
        assert found.loc[found["named"], "start"].tolist() == [day_of(2)] * named


def test_suspicious_days_can_be_left_out() -> None:
    scores, articles = coverage(7, np.full(40, 0.1), n=1400)
    day = START + pd.Timedelta(days=100)
    strange = (articles["published"] >= day) & (articles["published"] <= day + pd.Timedelta(days=3))
    scores.loc[strange.to_numpy(), "total"] = 1
    named = seek_changes(scores, articles)["named"]
    assert named.any()
    days = [str((day + pd.Timedelta(days=i)).date()) for i in range(4)]
    assert not seek_changes(scores, articles, without_days=days)["named"].any()


def test_one_outlet_alone_makes_no_peak_where_there_are_three() -> None:
    data = series(8, weeks=40)
    hits = np.minimum(data.hits, 1)
    hits[2, 30:32] = 12
    n = np.maximum(data.n, hits)
    peaks = find_peaks(Series(n, hits, data.position, data.whole), 4)
    assert not any(window.named and window.groups == 1 for window in peaks)


def test_few_periods_give_no_finding() -> None:
    data = series(9)
    short = data.part(slice(0, 9))
    assert find_change(short) == (0, 0.0)
    assert find_peaks(short, 4) == []
    assert len(seek_changes(*coverage(10, np.full(8, 0.3)))) == 0


def test_copies_and_order_change_nothing() -> None:
    share = np.full(40, 0.1)
    share[[25, 26]] = 0.4
    scores, articles = coverage(11, share)
    once = seek_changes(scores, articles)
    copies = pd.concat([articles, articles.assign(article_id=articles["article_id"] + "copy")], ignore_index=True)
    doubled = pd.concat([scores, scores.assign(article_id=scores["article_id"] + "copy")], ignore_index=True)
    mixed = copies.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(seek_changes(doubled, mixed), once)


def test_errors_say_what_to_do() -> None:
    scores, articles = coverage(12, np.full(20, 0.2))
    with pytest.raises(OptionError, match="every must be one of 'week', 'month', 'quarter'"):
        seek_changes(scores, articles, every="day")
    undated = articles.assign(published=pd.Series(pd.NaT, index=articles.index, dtype="datetime64[us, UTC]"))
    with pytest.raises(TableError, match="articles with a date, got none"):
        seek_changes(scores, undated)
    with pytest.raises(OptionError, match="'frame_salience' is a proportion"):
        seek_changes(*uneven(0))
