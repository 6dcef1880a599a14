"""Title, standfirst and text: what counts, where it stands, and what another language leaves out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import mediakit
from mediakit.errors import OptionError
from mediakit.lexicon import Lexicon, Term
from mediakit.tables import ARTICLES, PARTS, SENTENCES, SPANS, build_table, check_table
from mediakit.text.parts import split_sentences

FRAMES = Lexicon("demo", [Term("red line*", "lines"), Term("storm*", "storms")])
TEXT = "Storms, terrible storms. Red lines; NATO and Finland."
ROWS = [
    {
        "article_id": "a",
        "title": " Kiev draws a red line. Again? ",
        "standfirst": "“Kyiv” is great",
        "text": "A red line. A storm in Oslo.",
    },
    {
        "article_id": "b",
        "title": "",
        "standfirst": " ",
        "text": "Storms, terrible storms. Red lines; NATO and Finland.",
    },
    {"article_id": "c", "title": "Finland joins NATO", "standfirst": "***", "text": ""},
]
Annotate = Callable[..., pd.DataFrame]


def articles(**more: Any) -> pd.DataFrame:
    return build_table(ARTICLES, [row | more for row in ROWS])


def topic() -> mediakit.Topic:
    return mediakit.load_topic("nato-enlargement")


ANNOTATE: dict[str, Annotate] = {
    "frames": lambda table, **o: mediakit.annotate_frames(table, FRAMES, **o),
    "naming": lambda table, **o: mediakit.annotate_naming(table, topic(), **o),
    "entities": lambda table, **o: mediakit.annotate_entities(table, **o),
    "sentiment": lambda table, **o: mediakit.annotate_sentiment(table, **o),
}
SCORE: dict[str, Annotate] = {
    "frames": lambda table, **o: mediakit.score_frames(table, FRAMES, **o),
    "naming": lambda table, **o: mediakit.score_naming(table, topic(), **o),
    "entities": lambda table, **o: mediakit.score_entities(table, **o),
    "sentiment": lambda table, **o: mediakit.score_sentiment(table, **o),
    "coverage": lambda table, **o: mediakit.score_coverage(table, topic(), **o),
}


WHERE = {
    "frames": {"title", "text"},
    "naming": {"title", "standfirst"},
    "entities": set(PARTS),
    "sentiment": set(PARTS),
}


def test_a_headline_and_a_standfirst_are_a_sentence_each() -> None:
    table = check_table(split_sentences(articles()), SENTENCES)
    assert table[["article_id", "sentence_id", "part", "start", "end"]].values.tolist() == [
        ["a", 0, "title", 1, 30],
        ["a", 1, "standfirst", 0, 15],
        ["a", 2, "text", 0, 11],
        ["a", 3, "text", 12, 28],
        ["b", 0, "text", 0, 24],
        ["b", 1, "text", 25, 53],
        ["c", 0, "title", 0, 18],
    ]
    alone = split_sentences(articles(), parts="text")
    assert alone["sentence_id"].tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("name", ANNOTATE)
def test_spans_lie_in_the_part_they_name(name: str) -> None:
    table = articles()
    spans = check_table(ANNOTATE[name](table), SPANS)
    assert set(spans["part"]) == WHERE[name]
    texts = table.set_index("article_id")
    sentences = split_sentences(table).set_index(["article_id", "sentence_id"])
    for row in spans.to_dict("records"):
        own = sentences.loc[(row["article_id"], row["sentence_id"])]
        assert own["part"] == row["part"] and own["start"] <= row["start"] < row["end"] <= own["end"]
        assert texts.loc[row["article_id"], row["part"]][row["start"] : row["end"]].strip()
    order = spans["article_id"] + spans["part"].map({part: str(i) for i, part in enumerate(PARTS)}).astype(str)
    assert order.is_monotonic_increasing


@pytest.mark.parametrize(
    "measured", [*ANNOTATE.values(), *SCORE.values()], ids=[*map("annotate_{}".format, ANNOTATE), *SCORE]
)
def test_the_text_alone_is_one_option(measured: Annotate) -> None:
    table = articles()
    whole, text_only = measured(table), measured(table, parts="text")
    pd.testing.assert_frame_equal(whole, measured(table, parts=["text", "standfirst", "title"]))
    pd.testing.assert_frame_equal(text_only, measured(table.assign(title="", standfirst="")))
    pd.testing.assert_frame_equal(text_only, measured(table.drop(columns="standfirst"), parts="text"))
    assert not whole.equals(text_only)


@pytest.mark.parametrize(
    ("name", "measure"), [("frames", "frame_salience"), ("entities", "entity_rate"), ("sentiment", "tone")]
)
def test_the_parts_add_up_to_the_whole(name: str, measure: str) -> None:
    def sums(parts: Any) -> pd.Series:
        scores = SCORE[name](articles(), parts=parts)
        return scores[scores["measure"] == measure].groupby("label", observed=True)[["total", "exposure"]].sum().loc[""]

    assert sums(PARTS)["exposure"] == pytest.approx(sum(sums(part)["exposure"] for part in PARTS))
    spans = ANNOTATE[name](articles())
    assert len(spans) == sum(len(ANNOTATE[name](articles(), parts=part)) for part in PARTS)


def test_a_topic_may_stand_in_several_parts() -> None:
    table, groups = articles(), [{"terms": ["NATO"]}, {"terms": ["join*", "Finland"]}]
    own = mediakit.Topic("growth", "Growth", "Growth of NATO.", query=groups)
    assert mediakit.match_topic(table, own)["growth"].tolist() == [False, True, True]
    assert mediakit.match_topic(table, own, parts="text")["growth"].tolist() == [False, True, False]
    assert mediakit.select_articles(table, own, parts="title")["article_id"].tolist() == ["c"]


@pytest.mark.parametrize("name", ["sentiment", "entities", "naming", "frames"])
def test_another_language_cannot_be_scored(name: str) -> None:
    frames = topic() if name == "frames" else None
    score = (lambda table: mediakit.score_frames(table, frames)) if frames else SCORE[name]
    annotate = (lambda table: mediakit.annotate_frames(table, frames)) if frames else ANNOTATE[name]
    table = articles(text="The attack was terrible. Moscow promised: not one inch. Kiev saw NATO expansion, said NATO.")
    unknown, mixed = table.assign(language=""), table.assign(language=["de", "en", "Klingon"])
    pd.testing.assert_frame_equal(score(unknown), score(table))
    found, all_found = score(mixed), score(table)
    mine = found[found["article_id"] == "a"]
    assert (mine["exposure"] == 0).all() and (mine["total"] == 0).all() and set(mine["label"]) <= {""}
    rest = [rows[rows["article_id"] != "a"].reset_index(drop=True) for rows in (found, all_found)]
    pd.testing.assert_frame_equal(*rest)
    assert set(annotate(mixed)["article_id"]) == {"b", "c"} and set(annotate(table)["article_id"]) == {"a", "b", "c"}


@pytest.mark.parametrize("said", ["DE", "de-AT", "deu", " de "])
def test_a_language_is_known_however_its_code_is_written(said: str) -> None:
    scores = mediakit.score_sentiment(articles(language=said))
    assert (scores["exposure"] == 0).all()
    coverage = mediakit.score_coverage(articles(language=said), topic())
    assert (coverage["exposure"] == 0).all() and (coverage["label"] == "").all()
    assert len(mediakit.score_sentiment(articles(language="en-US")).query("exposure > 0"))


def test_terms_of_ones_own_are_looked_for_in_every_language() -> None:
    german = articles(language="de")
    pd.testing.assert_frame_equal(mediakit.score_frames(german, FRAMES), mediakit.score_frames(articles(), FRAMES))
    aliases = mediakit.load_aliases()
    assert len(mediakit.annotate_entities(german, aliases=aliases)) == len(mediakit.annotate_entities(articles()))


@pytest.mark.parametrize(("parts", "said"), [("body", "'body'"), ([], "none"), (["title", "lead"], "'lead'")])
def test_unknown_parts_are_named(parts: Any, said: str) -> None:
    with pytest.raises(OptionError, match=f"parts must be some of 'title', 'standfirst', 'text', got {said}"):
        mediakit.score_frames(articles(), FRAMES, parts=parts)
