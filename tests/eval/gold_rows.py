"""Gold data as ARTICLES: the raw texts, since the offsets of every gold set count characters of these."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from mediakit.tables import ARTICLES, PARTS, build_table
from tests.conftest import evaluation_data


class GoldSpan(NamedTuple):
    """A stretch of a gold text: index of its row, first character, one past the last, and what it says if known."""

    row: int
    start: int
    end: int
    says: str = ""


def gold_lines(*parts: str) -> list[dict[str, Any]]:
    """Return the records of a file of JSON lines, packed or not, or skip the test where there is none."""
    path = evaluation_data(*parts)
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").splitlines()]


def raw_articles(
    rows: Sequence[Mapping[str, Any]], spans: Iterable[GoldSpan] = (), *, part: str = "text"
) -> pd.DataFrame:
    """Return ARTICLES with the texts of gold rows as they stand, after every gold span was found in its text.

    The articles are built and not read: reading composes letters and joins words, after which offsets would lie.
    Rows without an ``article_id`` are numbered.
    """
    columns = [name for name in (*PARTS, "article_id", "outlet", "published", "language") if name in ARTICLES.names]
    kept = [
        {"article_id": str(at)} | {name: row[name] for name in columns if name in row} for at, row in enumerate(rows)
    ]
    articles = build_table(ARTICLES, kept)
    texts = [row[part] for row in rows]
    assert articles[part].tolist() == texts, "the table holds other texts than the gold rows"
    lost = [span for span in spans if not _stands(texts[span.row], span)]
    assert not lost, f"{len(lost)} gold spans are not in their texts, such as {lost[0]}"
    return articles


def _stands(text: str, span: GoldSpan) -> bool:
    stretch = text[span.start : span.end]
    return 0 <= span.start < span.end <= len(text) and stretch == (span.says or stretch) and stretch.strip() != ""
