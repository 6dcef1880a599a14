"""Coding sheets and tables of coded segments: a row for each code, or a column for each label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mediakit.codes.segments import Segment
from mediakit.errors import SourceError

# What mediakit, people, MAXQDA, NVivo and ATLAS.ti call their columns, in small letters without other signs.
_NAMES = {
    "document": "articleid article document documentname documentid docid file source name",
    "sentence": "sentenceid sentence",
    "start": "start startposition startoffset",
    "end": "end endposition endoffset",
    "quote": "quote segment codedsegment codedtext quotation quotationcontent quotationtext",
    "text": "text documenttext",
    "label": "label labels code codes frame frames codename category",
    "coder": "coder annotator codedby createdby creator user author",
    "value": "value score weight probability confidence",
}
_TARGETS = {name: target for target, names in _NAMES.items() for name in names.split()}
_OTHER = re.compile(r"[^a-z]")
_YES = {"1", "1.0", "yes", "x", "true"}
_NO = {"0", "0.0", "no", "false", "none", "nan", ""}


def read_rows(rows: Sequence[Mapping[str, Any]], *, where: str) -> Iterator[Segment]:
    """Yield the codes of a table.

    Long: a column of labels, of which an empty one says that the unit has none; several may stand in a cell, with
    semicolons or line breaks between them, or in a list. Wide: a column for each label, with 1 or x, and 0 or nothing.

    Raises
    ------
    SourceError
        When no column names the article, or there are no labels.

    Examples
    --------
    >>> row = {"article_id": "a", "sentence_id": "2", "cost": "1", "war": "0"}
    >>> [(s.document, s.sentence, s.label) for s in read_rows([row], where="sheet.csv")]
    [('a', 2, ''), ('a', 2, 'cost')]
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    column: dict[str, str] = {}
    for name in names:
        target = _TARGETS.get(_OTHER.sub("", name.lower()), "")
        if target:
            column.setdefault(target, name)
    wide = [] if "label" in column else [name for name in names if name not in column.values() and _ticked(rows, name)]
    if not ("document" in column or "text" in column) or not ("label" in column or wide):
        raise SourceError(
            "expected a column that names the article (article_id or document) and one of labels (label or code), or a "
            f"column of 0 and 1 for each label; got {', '.join(map(repr, names[:12]))}",
            where=where,
            next_step="Rename the columns, or write the table as docs/codes.md shows it.",
        )
    for at, row in enumerate(rows):
        cells = {target: row.get(name) for target, name in column.items()}
        about: dict[str, Any] = {name: _text(cells.get(name)) for name in ("document", "text", "quote", "coder")}
        about |= {name: _whole(cells.get(name)) for name in ("sentence", "start", "end")}
        about |= {"value": _number(cells.get("value")), "row": at}
        yield Segment(**about)
        for label in (
            _labels(cells.get("label")) if "label" in column else [n for n in wide if _text(row.get(n)).lower() in _YES]
        ):
            yield Segment(**about, label=label)


def _ticked(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    cells = {_text(row.get(name)).lower() for row in rows}
    return bool(cells & (_YES | {"0", "0.0", "no", "false"})) and cells <= _YES | _NO


def _text(cell: Any) -> str:
    return "" if cell is None or cell != cell else str(cell).strip()


def _labels(cell: Any) -> list[str]:
    parts = [_text(part) for part in cell] if isinstance(cell, list | tuple) else re.split(r"[;\n]", _text(cell))
    return [part.strip() for part in parts if part.strip() and part.strip().lower() != "none"]


def _number(cell: Any) -> float:
    try:
        return float(_text(cell) or "nan")
    except ValueError:
        return float("nan")


def _whole(cell: Any) -> int:
    number = _number(cell)
    return int(number) if number == number and number >= 0 and number == int(number) else -1
