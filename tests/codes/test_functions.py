"""Functions over sentences and articles: asked once a text, kept in a file, resumed, and asked anew by version."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mediakit.codes.functions import annotate_with
from mediakit.errors import OptionError
from mediakit.tables import ARTICLES, SPANS, build_table, check_table


@pytest.fixture
def articles() -> pd.DataFrame:
    texts = ["Heating is dear. It snows.", "It snows. Talks go on."]
    return build_table(ARTICLES, [{"article_id": str(i), "text": text} for i, text in enumerate(texts)])


class Asked:
    """A function that remembers what it was asked, and breaks off at a text."""

    def __init__(self, stop: str = "") -> None:
        self.texts: list[str] = []
        self.stop = stop

    def __call__(self, text: str) -> dict[str, float]:
        if text == self.stop:
            raise KeyboardInterrupt
        self.texts.append(text)
        return {"cold": 0.5} if "snow" in text else {}


def test_each_text_is_asked_once_and_a_broken_run_goes_on(tmp_path: Path, articles: pd.DataFrame) -> None:
    cache, first, second = tmp_path / "answers.jsonl", Asked("Talks go on."), Asked()
    with pytest.raises(KeyboardInterrupt):
        annotate_with(articles, first, cache=cache, version="1")
    assert first.texts == ["Heating is dear.", "It snows."]
    # The last line of a run that was broken off may be half written.
    cache.write_text(cache.read_text("utf-8") + '{"key": "ab', "utf-8")
    codes = annotate_with(articles, second, cache=cache, version="1")
    assert second.texts == ["Talks go on."]
    check_table(codes.spans, SPANS)
    assert codes.spans[["article_id", "sentence_id", "label", "value"]].to_numpy().tolist() == [
        ["0", 1, "cold", 0.5],
        ["1", 0, "cold", 0.5],
    ]
    assert len(codes.units) == 4
    third = Asked()
    again = annotate_with(articles, third, cache=cache, version="1")
    assert third.texts == []
    pd.testing.assert_frame_equal(again.spans, codes.spans)


def test_another_version_or_unit_is_asked_anew(tmp_path: Path, articles: pd.DataFrame) -> None:
    cache = tmp_path / "answers.jsonl"
    annotate_with(articles, Asked(), cache=cache, version="1")
    newer, whole = Asked(), Asked()
    annotate_with(articles, newer, cache=cache, version="2")
    assert len(newer.texts) == 3
    codes = annotate_with(articles, whole, unit="article", cache=cache, version="1")
    assert whole.texts == articles["text"].tolist()
    assert codes.spans["sentence_id"].tolist() == [-1, -1]
    assert codes.scores["total"].tolist() == [0.0, 1.0, 0.0, 1.0]


def test_answers_take_several_forms(tmp_path: Path, articles: pd.DataFrame) -> None:
    assert annotate_with(articles, lambda text: ["b", "a"]).spans["label"].tolist() == ["a", "b"] * 4
    assert annotate_with(articles, lambda text: None).spans.empty
    with pytest.raises(OptionError, match="must return a label"):
        annotate_with(articles, lambda text: 3)  # type: ignore[arg-type, return-value]
    with pytest.raises(OptionError, match="source code"):
        annotate_with(articles, Asked(), cache=tmp_path / "answers.jsonl")
    with pytest.raises(OptionError, match="unit must be one of"):
        annotate_with(articles, Asked(), unit="word", version="1")
