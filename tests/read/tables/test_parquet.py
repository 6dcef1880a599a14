"""Parquet tables: every kind of column is read, and what would fill the memory is not."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mediakit.read import read_articles
from mediakit.read.assemble import ReadResult
from mediakit.read.tables import parquet

LONG = "word " * 40_000


def written(table: pa.Table, **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def often(count: int, texts: list[str] | None = None, **more: Any) -> pa.Table:
    texts = texts or [LONG]
    shown = pa.DictionaryArray.from_arrays(pa.array([len(texts) - 1] * count, pa.int32()), texts)
    return pa.table({"title": ["T"] * count, "text": shown, **more})


def refused(result: ReadResult) -> bool:
    return len(result.articles) == 0 and result.problems["code"].tolist() == ["unreadable_file"]


@pytest.mark.parametrize("group", [7, 100])
@pytest.mark.parametrize(
    "options", [{}, {"use_dictionary": False}, {"data_page_version": "2.0", "compression": "zstd"}]
)
def test_columns_of_every_kind_are_read(group: int, options: dict[str, Any]) -> None:
    n = 40
    table = pa.table(
        {
            "title": [f"T{at % 9}" for at in range(n)],
            "text": pa.array([f"One {at}." for at in range(n)]).dictionary_encode(),
            "outlet": pd.Categorical(["A", "B"] * (n // 2)),
            "date": pa.array([None, *["2022-02-24"] * (n - 1)]),
            "keywords": [["a", "b"], None] * (n // 2),
            "more": [{"deep": [f"x{at}"], "n": at} for at in range(n)],
            "pairs": pa.array([[("a", "b")]] * n, pa.map_(pa.string(), pa.string())),
            "two": pa.array([["a", "b"]] * n, pa.list_(pa.string(), 2)),
            "score": np.arange(n) / 4,
            "raw": [b"\x01"] * n,
        }
    )
    result = read_articles(written(table, row_group_size=group, **options))
    assert result.articles["title"].tolist() == table["title"].to_pylist()
    assert result.articles["text"].tolist() == table["text"].to_pylist()
    assert result.articles["outlet"].tolist() == ["A", "B"] * (n // 2)
    assert result.articles["x_keywords"].tolist() == ["a, b", ""] * (n // 2)
    assert result.articles["x_score"].tolist() == table["score"].to_pylist()
    assert result.articles["published"].notna().sum() == n - 1


def test_the_index_of_a_frame_is_a_column() -> None:
    stream = io.BytesIO()
    frame = pd.DataFrame({"text": ["One.", "Two."]}, index=pd.Index(["A", "B"], name="title"))
    frame.to_parquet(stream)
    assert read_articles(stream.getvalue()).articles["title"].tolist() == ["A", "B"]


def test_a_text_counts_as_often_as_it_is_shown() -> None:
    assert len(read_articles(written(often(20))).articles) == 20
    assert refused(read_articles(written(often(3_000))))
    assert refused(read_articles(written(often(3_000).cast(pa.schema({"title": pa.string(), "text": pa.string()})))))
    assert refused(read_articles(written(often(3_000), row_group_size=50)))
    assert len(read_articles(written(often(3_000, [LONG, "One two."]))).articles) == 3_000


def test_stretches_are_short_where_a_text_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    late = pa.array([*range(2_000), *[1_999] * 2_000], pa.int32())
    texts = [*(f"One {at}." for at in range(1_999)), LONG]
    table = pa.table({"title": ["T"] * 4_000, "text": pa.DictionaryArray.from_arrays(late, texts).cast(pa.string())})
    data = written(table)
    asked: list[int] = []
    rows_at_once = parquet._rows_at_once
    monkeypatch.setattr(parquet, "_rows_at_once", lambda *args: asked.append(rows_at_once(*args)) or asked[-1])
    assert refused(read_articles(data))
    assert 1_000 < asked[0] < parquet._AT_ONCE / len(LONG)


def test_texts_in_lists_count_too() -> None:
    shown = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000, pa.int32()), [LONG])
    one = pa.ListArray.from_arrays(pa.array([0, 3_000], pa.int32()), shown.cast(pa.string()))
    assert refused(read_articles(written(pa.table({"title": ["T"], "text": ["One."], "keywords": one}))))
    few = pa.ListArray.from_arrays(pa.array([0, 3], pa.int32()), shown[:3].cast(pa.string()))
    assert len(read_articles(written(pa.table({"title": ["T"], "text": ["One."], "keywords": few}))).articles) == 1


@pytest.mark.slow
def test_texts_that_repeat_the_beginning_of_others_count_in_full() -> None:
    table = pa.table({"title": ["T"] * 3_000, "text": [LONG + str(at) for at in range(3_000)]})
    options: dict[str, Any] = {"use_dictionary": False, "column_encoding": {"text": "DELTA_BYTE_ARRAY"}}
    data = written(table, **options)
    assert len(data) < 2_000_000 and refused(read_articles(data))
    assert len(read_articles(written(table[:50], **options)).articles) == 50


def test_a_number_in_very_many_rows_is_not_unpacked() -> None:
    n = 30_000_000
    data = written(pa.table({"title": pa.nulls(n, pa.int8()), "text": pa.nulls(n, pa.int8())}), compression="zstd")
    result = read_articles(data)
    assert len(data) < 1_000_000 and refused(result) and "more values" in result.problems["message"].iloc[0]


def test_values_of_a_fixed_length_count_too() -> None:
    value = pa.array([b"x" * 100_000] * 2_000, pa.binary(100_000))
    assert refused(read_articles(written(pa.table({"title": ["T"] * 2_000, "raw": value}), compression="zstd")))


def test_damaged_files_are_problems() -> None:
    data = written(often(20))
    for broken in (data[:-9], data[:40] + data[60:], b"PAR1", data[:4] + bytes(200) + data[204:]):
        result = read_articles(broken)
        assert len(result.articles) == 0 and (result.problems["severity"] == "error").sum() == 1
