"""Tables of estimates made up for the charts' tests, and the checks every drawn chart must pass."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from mediakit.charts.drawing.layout import chart_style
from mediakit.charts.record import alt_text, chart_title
from mediakit.measures import DESCRIPTION, MEASURES, Measure
from mediakit.tables import CONTRASTS, ESTIMATES, build_table

OUTLETS = (
    "Meridian Wire",
    "The Northgate Courier",
    "Daily Lantern",
    "Kvarken Post",
    "Granit Portal",
    "Harbour Exchange",
    "Fjordland Tidende",
    "Southbank Mirror",
    "Evening Signal",
    "Capital Ledger",
    "The Provincial",
    "Radio Atlas",
    "Borderland Weekly",
)
LONG = (
    "The Independent Observer of Northern Affairs",
    "Вечірній вісник прикордоння",
    "Εφημερίδα των Συνόρων",
    "Donaudampfschifffahrtsgesellschaftsbote",
)
WIDTHS = ("web", "a4-column")
# Measures that the library does not know, one of each kind; no unit says its kind.
FOREIGN = (
    Measure(
        name="cites_expert",
        kind="share",
        unit="part of all articles",
        phrase="Share of articles that cite {label}",
        meaning="articles that cite one / articles",
        validity="two coders, kappa .81",
    ),
    Measure(
        name="passive_voice",
        kind="proportion",
        unit="clauses in the passive",
        phrase="Passive clauses about {label}",
        meaning="passive clauses / clauses",
        validity="parser output",
    ),
    Measure(
        name="questions",
        kind="rate",
        unit="questions per 100 sentences",
        phrase="Questions about {label} per 100 sentences",
        meaning="question marks / hundred sentences",
    ),
    Measure(
        name="warmth",
        kind="mean",
        unit="points, -3 to 3",
        phrase="Warmth towards “{label}”",
        meaning="sum of ratings / ratings",
        validity="crowd ratings",
    ),
)


def names(number: int) -> list[str]:
    """Return so many outlet names."""
    return [OUTLETS[i] if i < len(OUTLETS) else f"Outlet {i:02}" for i in range(number)]


def row(
    measure: str, label: str, estimate: float | None, n: int, *, exposure: float | None = None, **more: object
) -> dict[str, object]:
    """Return one row of ESTIMATES; an estimate of None is withheld."""
    about = MEASURES[measure]
    percent = about.kind in ("share", "proportion")
    value = math.nan if estimate is None else estimate
    half = 1.96 * math.sqrt(max(abs(value) * (1 - value), 1e-4) / n) if percent and n else 0.1 * abs(value)
    low, high = value - half, value + half
    if percent:
        low, high = max(low, 0.0), min(high, 1.0)
    size = float(n if exposure is None else exposure)
    return {
        "measure": measure,
        "label": label,
        "estimate": value,
        "std_error": half / 1.96,
        "conf_low": math.nan if estimate is None else low,
        "conf_high": math.nan if estimate is None else high,
        "n_articles": n,
        "n_stories": n,
        "total": 0.0 if estimate is None else value * size,
        "exposure": size,
        "unit": about.unit,
        "method": "made up, 95 %",
        "caveat": f"withheld: {n} articles, needs 10" if estimate is None else "",
    } | more


def table(rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    """Return rows as an ESTIMATES table."""
    return build_table(ESTIMATES, rows)


def by_outlet(
    outlets: Sequence[str] | int = 6,
    *,
    values: Sequence[float | None] | None = None,
    measure: str = "entity_presence",
    labels: Sequence[str] = ("NATO",),
    whole: bool = False,
    seed: int = 1,
) -> pd.DataFrame:
    """Return one row for each outlet and label; the last of more than five outlets is withheld."""
    draw = np.random.default_rng(seed)
    keys = names(outlets) if isinstance(outlets, int) else list(outlets)
    rows = []
    for i, key in enumerate(keys):
        hidden = values is None and len(keys) > 5 and i == len(keys) - 1
        n = 7 if hidden else int(draw.integers(40, 900))
        for label in labels:
            value = values[i] if values is not None else None if hidden else round(float(draw.beta(2, 6)), 4)
            rows.append(row(measure, label, value, n, outlet=key))
    if whole:
        rows += [row(measure, label, 0.25, 3000, outlet="All outlets") for label in labels]
    return table(rows)


def over_time(
    periods: int = 20,
    *,
    freq: str = "W-MON",
    start: str = "2022-01-03",
    outlets: Sequence[str] = ("All outlets",),
    absent: Sequence[int] = (),
    thin: Sequence[int] = (),
    value: float | None = None,
    label: str = "NATO enlargement",
) -> pd.DataFrame:
    """Return one row for each outlet and period, without the absent periods, withheld in the thin ones."""
    draw = np.random.default_rng(periods)
    starts = pd.date_range(start, periods=periods + 1, freq=freq)
    rows = []
    for outlet in outlets:
        for i in range(periods):
            known = round(float(draw.beta(3, 8)), 4) if value is None else value
            n = 4 if i in thin else int(draw.integers(30, 170))
            if i not in absent:
                end = starts[i + 1] - pd.Timedelta(1, "D")
                rows.append(
                    row(
                        "coverage",
                        label,
                        None if i in thin else known,
                        n,
                        outlet=outlet,
                        period=starts[i],
                        period_end=end,
                    )
                )
    return table(rows)


def naming(outlets: int = 6, *, quoted: bool = True, pairs: int = 2, whole: bool = False) -> pd.DataFrame:
    """Return shares of words for the same thing, and what part of them stands in quotation marks."""
    draw = np.random.default_rng(outlets + pairs)
    choices = [
        ("capital", ("Kiev", "Kyiv")),
        ("operation", ("special_military_operation", "invasion")),
        ("fighters", ("rebels", "separatists")),
    ]
    rows = []
    for key in [*names(outlets), *(["All outlets"] if whole else [])]:
        for choice, words in choices[:pairs]:
            share, mentions = round(float(draw.beta(1, 4)) * 0.45, 4), int(draw.integers(50, 1500))
            for word, part in zip(words, (share, 1 - share), strict=True):
                rows.append(row("naming", f"{choice}: {word}", part, 60, exposure=mentions, outlet=key))
                if quoted:
                    rows.append(
                        row("naming_quoted", f"{choice}: {word}", 0.4, 60, exposure=part * mentions, outlet=key)
                    )
    return table(rows)


def contrasts(
    groups: Sequence[str] | int = 6,
    *,
    values: Sequence[float | None] | None = None,
    measure: str = "coverage",
    labels: Sequence[str] = ("NATO enlargement",),
    reference: str = "rest",
    n: int | None = None,
) -> pd.DataFrame:
    """Return one row for each group and label; the last of more than five groups is withheld."""
    draw = np.random.default_rng(3)
    keys = names(groups) if isinstance(groups, int) else list(groups)
    places = [(key, label) for key in keys for label in labels]
    rows = []
    for i, (key, label) in enumerate(places):
        hidden = values is None and len(keys) > 5 and i == len(places) - 1
        value = values[i] if values is not None else None if hidden else round(float(draw.normal(0, 0.06)), 4)
        articles = 9 if hidden else n or int(draw.integers(200, 4000))
        known = math.nan if value is None else value
        half = 2 / math.sqrt(articles)
        p = math.nan if value is None else min(1.0, math.exp(-3 * abs(known) / half))
        rows.append(
            {
                "group": key,
                "reference": reference,
                "by": "outlet",
                "measure": measure,
                "label": label,
                "estimate": known,
                "std_error": half / 1.96,
                "conf_low": known - half,
                "conf_high": known + half,
                "p_value": p / 2,
                "p_adjusted": p,
                "n_articles": articles,
                "n_stories": articles,
                "unit": MEASURES[measure].unit,
                "method": "difference, made up, 95 %",
                "caveat": f"withheld: {key}: {articles} articles, needs 10" if value is None else "",
            }
        )
    return build_table(CONTRASTS, rows)


LEXICON = (
    "good",
    "bad",
    "war",
    "peace",
    "hope",
    "threat",
    "win",
    "crisis",
    "attack",
    "support",
    "loss",
    "strong",
    "fear",
)


def word_shift(
    words: Sequence[str] | int = 6,
    *,
    groups: tuple[str, str] = ("Daily Lantern", "Granit Portal"),
    others: bool = True,
    withheld: bool = False,
) -> pd.DataFrame:
    """Return a word shift between two groups; ``withheld`` leaves out all intervals."""
    draw = np.random.default_rng(5)
    keys = list(LEXICON[:words]) if isinstance(words, int) else list(words)
    rows = []
    for word in [*keys, *(["(other words)"] if others else [])]:
        valence = round(float(draw.choice([-1, 1]) * draw.uniform(0.5, 3.5)), 1)
        rate_a, rate_b = (round(float(draw.gamma(1, 0.08)), 4) for _ in "ab")
        contribution = valence * (rate_b - rate_a)
        half = math.nan if withheld else 0.3 * abs(contribution) + 0.01
        rows.append(
            {
                "word": word,
                "valence": math.nan if word.startswith("(") else valence,
                "group_a": groups[0],
                "group_b": groups[1],
                "contribution": contribution,
                "conf_low": contribution - half,
                "conf_high": contribution + half,
                "rate_a": rate_a,
                "rate_b": rate_b,
                "count_a": int(rate_a * 2000),
                "count_b": int(rate_b * 3000),
                "n_articles_a": int(draw.integers(10, 90)),
                "n_articles_b": int(draw.integers(10, 90)),
                "caveat": "withheld: a: 7 articles, needs 10" if withheld else "",
            }
        )
    return pd.DataFrame(rows)


def foreign(table: pd.DataFrame, about: Measure) -> pd.DataFrame:
    """Return a table of shares as one of another measure, which describes itself."""
    said = {name: getattr(about, name) for name in (*DESCRIPTION, "unit")}
    numbers = ["estimate", "conf_low", "conf_high"]
    values = table[numbers].clip(0, 1) if about.kind in ("share", "proportion") else table[numbers]
    if about.kind == "mean":
        values = values * 4 - 2
    return table.assign(measure=about.name, **said, **{name: values[name] for name in numbers})


def all_texts(ax: Axes) -> str:
    """Return everything that a chart says: all its texts, its title and its alternative text."""
    return "\n".join([*written(ax), chart_title(ax), alt_text(ax)])


def events(*pairs: tuple[str, str]) -> pd.DataFrame:
    """Return a table of events."""
    return pd.DataFrame(list(pairs), columns=["date", "label"])


def marks(ax: Axes, gid: str) -> list[tuple[list[float], list[float]]]:
    """Return the points of all lines with an id."""
    return [
        (np.asarray(x.get_xdata(), float).tolist(), np.asarray(x.get_ydata(), float).tolist())
        for x in ax.lines
        if x.get_gid() == gid
    ]


def written(ax: Axes) -> list[str]:
    """Return all texts of the figure that are not empty."""
    return [t.get_text() for t in ax.figure.findobj(Text) if isinstance(t, Text) and t.get_text().strip()]


def _corners(text: Text) -> np.ndarray:
    """Return the four corners of the drawn part of a text, turned as the text is."""
    angle = text.get_rotation()
    renderer = text.figure.canvas.get_renderer()  # type: ignore[union-attr]
    text.set_rotation(0)
    straight = text.get_window_extent(renderer)
    anchor = np.asarray(text.get_transform().transform(text.get_unitless_position()))
    if hasattr(text, "xyann"):
        anchor = np.asarray([straight.x0 + straight.width / 2, straight.y0])
    text.set_rotation(angle)
    descent = 0.22 * text.get_fontsize() * text.figure.dpi / 72  # type: ignore[union-attr]
    low = straight.y0 + (descent if angle == 0 else 0)
    box = np.array(
        [
            [straight.x0, low],
            [straight.x1, low],
            [straight.x1, straight.y1 - descent / 2],
            [straight.x0, straight.y1 - descent / 2],
        ]
    )
    turn = math.radians(angle)
    around = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return (box - anchor) @ around.T + anchor


def _meet(one: np.ndarray, other: np.ndarray) -> bool:
    """Return True when two convex boxes share more than a hair (separating axes)."""
    if (one.max(0) <= other.min(0)).any() or (other.max(0) <= one.min(0)).any():
        return False
    for box in (one, other):
        for a, b in zip(box, np.roll(box, -1, axis=0), strict=True):
            normal = np.array([a[1] - b[1], b[0] - a[0]])
            normal = normal / (np.linalg.norm(normal) or 1)
            p, q = one @ normal, other @ normal
            if p.max() <= q.min() + 0.2 or q.max() <= p.min() + 0.2:
                return False
    return True


def check_layout(ax: Axes) -> None:
    """Assert that texts are 6 points or more, stay inside the figure and keep clear of each other."""
    figure = ax.figure
    with chart_style():
        figure.draw_without_rendering()
        texts = [t for t in figure.findobj(Text) if isinstance(t, Text) and t.get_visible() and t.get_text().strip()]
        small = [t.get_text() for t in texts if t.get_fontsize() < 6]
        assert not small, f"under 6 points: {small}"
        boxes = [(t.get_text(), _corners(t)) for t in texts]
        width, height = figure.bbox.width, figure.bbox.height
        outside = [
            words
            for words, box in boxes
            if box[:, 0].min() < -1
            or box[:, 0].max() > width + 0.4
            or box[:, 1].min() < -1
            or box[:, 1].max() > height + 0.4
        ]
        assert not outside, f"leaves the figure: {outside}"
        meeting = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if _meet(one, other)]
        assert not meeting, f"texts meet: {meeting[:5]}"
