"""Gold offsets count characters of the raw texts, and what mediakit finds there is found at the same characters."""

from __future__ import annotations

import pytest

from mediakit.annotate.entities import annotate_entities
from tests.eval.gold_rows import GoldSpan, gold_lines, raw_articles


def test_a_span_that_is_not_in_its_text_is_told() -> None:
    rows = [{"text": "The ferry of Ka\u0301rsund."}]
    assert raw_articles(rows, [GoldSpan(0, 13, 21, "Ka\u0301rsund")])["text"].tolist() == [rows[0]["text"]]
    for wrong in (GoldSpan(0, 12, 21, "Kársund"), GoldSpan(0, 4, 99), GoldSpan(0, 9, 9), GoldSpan(0, 3, 4)):
        with pytest.raises(AssertionError, match="1 gold spans are not in their texts"):
            raw_articles(rows, [wrong])


def test_targets_are_found_at_their_gold_offsets() -> None:
    labels = gold_lines("gold", "target_ukraine", "labels.jsonl")
    texts = gold_lines("gold", "ukraine_media", "articles.jsonl.gz")
    used = sorted({label["article"] for label in labels})
    at = {article: row for row, article in enumerate(used)}
    spans = [GoldSpan(at[label["article"]], *label["target"]) for label in labels]
    articles = raw_articles([{"text": texts[article]["text"]} for article in used], spans)
    found = annotate_entities(articles, parts="text")
    rows = zip(found["article_id"].astype(int), found["start"], found["end"], found["label"], strict=True)
    wanted = {(*span[:3], label["name"]) for span, label in zip(spans, labels, strict=True)}
    assert len(wanted - set(rows)) <= 0.05 * len(wanted)


def test_names_stand_at_their_gold_offsets() -> None:
    rows = gold_lines("gold", "uner_pud", "sentences.jsonl.gz")
    spans = [GoldSpan(at, start, end) for at, row in enumerate(rows) for start, end, _ in row["names"]]
    assert len(raw_articles([{"text": row["text"]} for row in rows], spans)) == len(rows)
    assert len(spans) > 1000
