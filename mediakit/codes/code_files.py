"""Codes from files: coding sheets, exports of annotation tools, and what models or classifiers wrote."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from mediakit.codes.annotation_tools import doccano, label_studio, refi_qda, webanno
from mediakit.codes.coding_sheets import read_rows
from mediakit.codes.segments import Codes, Segment, place_segments
from mediakit.errors import MissingExtraError, SourceError
from mediakit.read.tables.delimited import guess_dialect, unique_names
from mediakit.read.tables.sheet_grid import check_grid
from mediakit.tables import ARTICLES, check_table

_SHEETS = (".xlsx", ".xls", ".xlsb", ".ods")


def read_codes(file: str | Path, articles: pd.DataFrame, *, layer: str = "codes") -> Codes:
    r"""Read codes of any origin and find the sentences or articles that they belong to.

    Parameters
    ----------
    file : path
        A coding sheet or a table of coded segments (CSV, TSV, XLSX), as MAXQDA, NVivo and ATLAS.ti export them as
        well; a JSON export of Label Studio; JSON lines of doccano, or of a model or classifier with the columns of a
        sheet; WebAnno TSV 3, as INCEpTION writes it; a REFI-QDA project (.qdpx).
    articles : DataFrame
        ARTICLES. A code finds its article by article_id, by the headline, or by the whole text.
    layer : str
        Layer of the spans, such as the name of the coder's project.

    Returns
    -------
    Codes
        ``spans`` (SPANS with a column ``coder``; of an article as a whole the sentence is -1), ``units`` (all that
        was coded, also as having no label), ``scores`` (SCORES), ``ratings`` for agreement(), and ``problems``
        (PROBLEMS: codes whose article or words were not found).

    Raises
    ------
    SourceError
        When the file is missing or of no known form, or its columns name no article or no label.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Heating is dear. It snows."}])
    >>> with TemporaryDirectory() as folder:
    ...     sheet = Path(folder, "sheet.csv")
    ...     _ = sheet.write_text("article_id,sentence_id,label\na,0,cost\na,1,\n")
    ...     codes = read_codes(sheet, articles)
    >>> codes.spans[["start", "end", "label", "sentence_id"]].values.tolist(), len(codes.units)
    ([[0, 16, 'cost', 0]], 2)
    """
    check_table(articles, ARTICLES)
    path = Path(file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot read the file of codes: {error.strerror}", where=path.name, next_step="Check the path."
        ) from error
    return place_segments(_segments(path, data), articles, layer=layer, source=path.name)


def _segments(path: Path, data: bytes) -> list[Segment]:
    suffix, name = path.suffix.lower(), path.name
    if suffix == ".qdpx":
        return list(refi_qda(data, name))
    if suffix in _SHEETS:
        sheet = _first_sheet(data, name)
        return list(read_rows(sheet.to_dict("records"), where=name))  # type: ignore[arg-type]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if text.startswith("#FORMAT=WebAnno TSV"):
        return list(webanno(text, name))
    if text.lstrip()[:1] in ("[", "{"):
        return _from_json(text, name)
    dialect = guess_dialect(text)[0]
    rows = list(dialect.parse(io.StringIO(text, newline="")))
    if len(rows) < 2:
        raise SourceError("expected a header and at least one row of codes", where=name, next_step="See docs/codes.md.")
    header = unique_names(rows[0])
    return list(read_rows([dict(zip(header, row, strict=False)) for row in rows[1:]], where=name))


def _first_sheet(data: bytes, name: str) -> pd.DataFrame:
    try:
        check_grid(data)
        return pd.read_excel(io.BytesIO(data), engine="calamine", dtype=str)
    except ImportError:
        raise MissingExtraError.of("python-calamine", extra="excel", task="reading spreadsheets") from None
    except Exception as error:  # the reader of spreadsheets has errors of its own
        raise SourceError(
            f"this spreadsheet cannot be read: {error}", where=name, next_step="Save it anew, or save it as CSV."
        ) from error


def _from_json(text: str, name: str) -> list[Segment]:
    """Return the codes of JSON or JSON lines, told apart by what their records hold."""
    try:
        found: Any = json.loads(text)
        records = found if isinstance(found, list) else [found]
    except json.JSONDecodeError:
        records = [_line(line, number, name) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not records or not all(isinstance(record, dict) for record in records):
        raise SourceError("expected a list of records with codes", where=name, next_step="See docs/codes.md.")
    if "annotations" in records[0] and "data" in records[0]:
        return list(label_studio(records))
    first = records[0]
    if "text" in first and any(isinstance(first.get(key), list) for key in ("label", "labels", "entities")):
        return list(doccano(records))
    return list(read_rows(records, where=name))


def _line(line: str, number: int, name: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"line {number} is no JSON: {error.msg}", where=name, next_step="Mend or delete that line."
        ) from error
