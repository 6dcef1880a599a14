"""Any cell of estimates opens to its spans, and its total and exposure are made of them again."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.annotate.entities import load_aliases
from mediakit.annotate.frames import annotate_frames
from mediakit.annotate.tone import load_lexicon
from mediakit.errors import OptionError, TableError
from mediakit.lexicon import Lexicon, Term
from mediakit.measures import Measure
from mediakit.score.coverage import score_coverage
from mediakit.score.entities import score_entities
from mediakit.score.frames import score_frames
from mediakit.score.naming import score_naming
from mediakit.score.sentiment import score_sentiment
from mediakit.stats.estimates import estimate, trend
from mediakit.tables import ALL_OUTLETS, ARTICLES, build_table
from mediakit.topics import Topic, load_topic
from mediakit.words.evidence import evidence

SAID = (
    "Finland wants to join NATO.",
    "NATO expansion is a threat to Russia, a red line, said Moscow.",
    "A red line was drawn in Kyiv.",
    'It is called a "special military operation" in Moscow.',
    "The invasion of Ukraine began; Kiev and Kyiv are one city.",
    "Wonderful news for a great day.",
    "A terrible war and a horrible loss.",
    "Rain fell in Oslo.",
    "Georgia and Ukraine were promised membership of NATO.",
)
NATO = load_topic("nato-enlargement")
RULED = Topic(
    "ruled",
    "Ruled",
    "Frames and a strand with rules.",
    degrees={"mentioned": "NATO", "treated": "NATO NEAR/8 (expan* | join*)", "main": "COUNT(NATO) >= 3"},
    strands=[{"title": "Finland", "rule": "treated SENT Finland", "terms": ["Helsinki"]}],
    frames={
        "threat": {"rules": ["NATO SENT threat*"], "terms": ["red line*"]},
        "lines": {"terms": ["red line*"]},
    },
)
GROUPED = Topic(
    "grouped",
    "Grouped",
    "A query of groups of terms, without degrees.",
    query=[{"terms": ["NATO"]}, {"terms": ["Ukraine", "Finland"]}],
    strands=[{"title": "Kyiv", "terms": ["Kyiv", "Kiev"]}],
)
FRAMES = Lexicon("mine", [Term("red line*", "lines"), Term("war*", "war"), Term("invasion*", "war")])


def corpus(n: int = 90) -> pd.DataFrame:
    rng = random.Random(4)
    rows = [
        {
            "article_id": f"a{at}",
            "outlet": rng.choice(["Post", "Wire", ""]),
            "section": rng.choice(["World", "Home"]),
            "published": None if at % 11 == 0 else pd.Timestamp("2022-01-03", tz="UTC") + pd.Timedelta(hours=17 * at),
            "title": rng.choice(SAID),
            "text": " ".join(rng.choices(SAID, k=rng.randrange(6))),
            "language": rng.choice(["en", "en", "en", "", "de"]),
        }
        for at in range(n)
    ]
    return build_table(ARTICLES, rows)


Remade = Callable[[pd.DataFrame], float]


def articles_of(rows: pd.DataFrame) -> float:
    return rows.loc[rows["counted"], "article_id"].nunique()


def sentences_of(rows: pd.DataFrame) -> float:
    return len(rows[["article_id", "sentence_id"]].drop_duplicates())


def counted(rows: pd.DataFrame) -> float:
    return int(rows["counted"].sum())


CASES: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], Any, dict[str, Remade], Remade | None]] = {
    "coverage": (lambda table: score_coverage(table, NATO), NATO, {"coverage": articles_of}, None),
    "coverage by rules": (lambda table: score_coverage(table, RULED), RULED, {"coverage": articles_of}, None),
    "coverage by groups": (lambda table: score_coverage(table, GROUPED), GROUPED, {"coverage": articles_of}, None),
    "sentences": (
        lambda table: score_coverage(table, RULED, unit="sentences"),
        RULED,
        {"coverage_sentences": sentences_of},
        None,
    ),
    "frames of a topic": (
        lambda table: score_frames(table, NATO),
        NATO,
        {"frame_salience": sentences_of, "frame_presence": articles_of},
        None,
    ),
    "frames with rules": (
        lambda table: score_frames(table, RULED),
        RULED,
        {"frame_salience": sentences_of, "frame_presence": articles_of},
        None,
    ),
    "frames of a lexicon": (
        lambda table: score_frames(table, FRAMES),
        FRAMES,
        {"frame_salience": sentences_of, "frame_presence": articles_of},
        None,
    ),
    "word choices": (
        lambda table: score_naming(table, NATO),
        NATO,
        {"naming": counted, "naming_quoted": counted},
        len,
    ),
    "names": (
        lambda table: score_entities(table),
        None,
        {"entity_presence": articles_of, "entity_rate": counted},
        None,
    ),
    "names of one's own": (
        lambda table: score_entities(table, aliases=load_aliases()),
        load_aliases(),
        {"entity_presence": articles_of, "entity_rate": counted},
        None,
    ),
    "tone": (
        lambda table: score_sentiment(table),
        None,
        {
            "tone": lambda rows: rows["value"].sum(),
            "negative_share": counted,
            "positive_share": counted,
            "lexicon_coverage": counted,
        },
        len,
    ),
    "tone of VADER": (
        lambda table: score_sentiment(table, lexicon="vader"),
        load_lexicon("vader"),
        {"tone": lambda rows: rows["value"].sum()},
        len,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_cell_is_made_again_of_the_spans_behind_it(case: str) -> None:
    articles = corpus()
    scored, source, totals, exposure = CASES[case]
    scores = scored(articles)
    tables = [
        estimate(scores, articles),
        estimate(scores, articles, by=["outlet", "section"]),
        trend(scores, articles, by="outlet", every="month"),
    ]
    seen, rng = 0.0, np.random.default_rng(1)
    for table in tables:
        cells = np.flatnonzero(table["measure"].isin(list(totals)) & (table["label"] != ""))
        full = cells[table["total"].to_numpy()[cells] != 0]
        # Each opens the annotation of its group anew, so some are drawn, with at most two in which nothing is found.
        for at in [*rng.choice(full, min(len(full), 10), replace=False), *np.setdiff1d(cells, full)[:2]]:
            row = table.iloc[int(at)]
            rows = evidence(row, articles, source)
            assert totals[row["measure"]](rows) == pytest.approx(row["total"]), row.to_dict()
            if exposure is not None:
                assert exposure(rows) == row["exposure"], row.to_dict()
            seen += abs(row["total"])
    assert seen > 20, "a case in which nothing is found tests nothing"


def test_parts_and_degree_are_those_that_were_scored() -> None:
    articles = corpus()
    row = estimate(score_frames(articles, FRAMES, parts="title"), articles).query("measure == 'frame_salience'").iloc[0]
    rows = evidence(row, articles, FRAMES, parts="title")
    assert sentences_of(rows) == row["total"] > 0 and set(rows["part"]) == {"title"}
    for degree in ("mentioned", "main"):
        row = estimate(score_coverage(articles, RULED, degree=degree), articles).iloc[0]
        assert articles_of(evidence(row, articles, RULED, degree=degree)) == row["total"] > 0


def test_a_table_of_one_row_is_a_row_and_a_row_of_all_outlets_is_all() -> None:
    articles = corpus()
    scores = score_naming(articles, NATO)
    whole = estimate(scores, articles)
    row = whole.iloc[[0]].assign(outlet=ALL_OUTLETS)
    assert counted(evidence(row, articles, NATO)) == whole["total"].iloc[0]
    with pytest.raises(OptionError, match="one row of estimates at a time, got 2"):
        evidence(whole.iloc[:2], articles, NATO)


def test_your_own_measure_opens_to_the_spans_with_its_label() -> None:
    articles = corpus()
    spans = annotate_frames(articles, FRAMES)
    counts = spans.groupby("article_id").size()
    rows = pd.DataFrame({"article_id": articles["article_id"], "exposure": 1.0, "label": "war"})
    own = spans[spans["label"] == "war"].groupby("article_id").size()
    rows["total"] = rows["article_id"].map(own).fillna(0)
    measure = Measure(name="wars", kind="rate", unit="per article", phrase="Words of war")
    row = estimate(measure.score(rows), articles, by="section").iloc[0]
    assert len(evidence(row, articles, spans)) == row["total"] > 0
    assert counts.sum() > row["total"]
    with pytest.raises(OptionError, match="does not know in which words 'wars' was measured"):
        evidence(row, articles)


def test_what_a_row_needs_is_told() -> None:
    articles = corpus()
    row = estimate(score_naming(articles, NATO), articles, by="outlet").iloc[0]
    with pytest.raises(OptionError, match="naming is opened with the topic, got nothing"):
        evidence(row, articles)
    with pytest.raises(OptionError, match="nothing of naming is called"):
        evidence(row, articles, RULED)
    with pytest.raises(TableError, match="no article is of the group of this row"):
        evidence(row, articles.assign(outlet="Other"), NATO)
    with pytest.raises(TableError, match="column 'outlet' is missing"):
        evidence(row, articles.drop(columns="outlet"), NATO)
    with pytest.raises(TableError, match="the column 'x_mood', which the articles do not have"):
        evidence(pd.concat([row, pd.Series({"x_mood": 1})]), articles, NATO)
    with pytest.raises(OptionError, match="without measure and label"):
        evidence(articles.iloc[0], articles, NATO)
    with pytest.raises(OptionError, match="a source is for a row of estimates"):
        evidence(annotate_frames(articles, FRAMES), articles, FRAMES)
    tone = estimate(score_sentiment(articles, lexicon="vader"), articles).iloc[0]
    with pytest.raises(OptionError, match="is opened with its tone lexicon, got nothing"):
        evidence(tone.where(tone.index != "label", "mine"), articles)
