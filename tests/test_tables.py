"""Contracts refuse what breaks them, all faults in one message."""

from __future__ import annotations

import pandas as pd
import pytest

from mediakit.errors import TableError
from mediakit.ids import hash_articles
from mediakit.measures import MEASURES
from mediakit.tables import (
    ARTICLES,
    CONTRASTS,
    ESTIMATES,
    PROBLEMS,
    SCORES,
    SENTENCES,
    SPANS,
    build_table,
    check_table,
    empty,
)

TABLES = [ARTICLES, PROBLEMS, SENTENCES, SPANS, SCORES, ESTIMATES, CONTRASTS]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_empty_table_keeps_its_contract(table: object) -> None:
    assert list(check_table(empty(table), table).columns) == table.names  # type: ignore[attr-defined,arg-type]


def test_every_fault_is_named() -> None:
    frame = pd.DataFrame(
        {"article_id": ["a", "a"], "outlet": ["x", None], "published": ["2022", "2023"], "title": ["t", "t"]}
    )
    with pytest.raises(TableError) as caught:
        check_table(frame, ARTICLES, source="mine.csv")
    message = str(caught.value)
    for part in (
        "'text' is missing",
        "'outlet' has 1 missing values: articles['outlet'] = articles['outlet'].fillna('')",
        "'published' should hold times",
        "'a' is there twice",
        "mine.csv",
    ):
        assert part in message


def test_something_else_than_a_frame_is_refused() -> None:
    with pytest.raises(TableError, match="got list"):
        check_table([], ARTICLES)  # type: ignore[arg-type]


def test_spans_that_end_before_they_start_are_refused() -> None:
    with pytest.raises(TableError, match="0 <= start <= end"):
        check_table(
            build_table(
                SPANS, [{"article_id": "a", "start": 5, "end": 2, "layer": "x", "label": "y", "sentence_id": 0}]
            ),
            SPANS,
        )


def test_further_columns_pass_through_and_the_input_is_left_alone() -> None:
    rows = [{"article_id": "a", "x_note": 1}]
    frame = build_table(ARTICLES, rows)
    assert frame["x_note"].tolist() == [1] and rows == [{"article_id": "a", "x_note": 1}]
    assert check_table(frame, ARTICLES) is frame


def test_a_table_survives_parquet_and_csv(tmp_path: object) -> None:
    frame = build_table(ARTICLES, [{"article_id": "a", "published": "2022-05-09T10:00Z", "text": "É"}])
    frame.to_parquet(f"{tmp_path}/a.parquet")
    check_table(pd.read_parquet(f"{tmp_path}/a.parquet"), ARTICLES)


def test_ids_depend_on_content_alone() -> None:
    one = hash_articles(["A", "B"], ["", ""], ["t", "t"], ["x", "x"])
    two = hash_articles(["B", "A"], ["", ""], ["t", "t"], ["x", "x"])
    assert one == two[::-1] and len(set(one)) == 2


def test_every_measure_says_what_it_is_worth() -> None:
    assert all(m.kind in ("share", "proportion", "rate", "mean") and m.validity and m.unit for m in MEASURES.values())
