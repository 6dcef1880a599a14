"""Exports of annotation tools as coded segments: Label Studio, doccano, WebAnno and INCEpTION, REFI-QDA projects."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any
from xml.etree import ElementTree

from mediakit.codes.segments import EVERY, Segment
from mediakit.errors import SourceError

_IDS = ("article_id", "id", "doc_id", "document")
_LARGEST = 1 << 28


def _document(record: Mapping[str, Any]) -> str:
    """Return the first thing that names an article; numbers that a tool gave to its tasks come last."""
    meta = record.get("meta") if isinstance(record.get("meta"), Mapping) else {}
    for name in _IDS:
        for source in (record, meta):
            if isinstance(source, Mapping) and source.get(name) not in (None, ""):
                return str(source[name])
    return ""


def _sentence(stretches: bool) -> int:
    """Return the sentence of a document as a unit: where stretches of it were marked, all its sentences were read."""
    return EVERY if stretches else -1


def _given(record: Mapping[str, Any]) -> list[Any]:
    return [label for name in ("label", "labels", "entities") for label in record.get(name) or []]


def label_studio(tasks: list[Any]) -> Iterator[Segment]:
    """Yield the codes of a Label Studio export (JSON): labels of stretches, and choices for the whole task.

    Examples
    --------
    >>> value = {"start": 0, "end": 4, "text": "Cold", "labels": ["cost"]}
    >>> task = {"data": {"text": "Cold.", "article_id": "a"}, "annotations": [{"result": [{"value": value}]}]}
    >>> [(s.document, s.start, s.label) for s in label_studio([task])]
    [('a', -1, ''), ('a', 0, 'cost')]
    """
    every = _sentence(
        any(
            "start" in (r.get("value") or {})
            for t in tasks
            for a in t.get("annotations") or []
            for r in a.get("result") or []
        )
    )
    for row, task in enumerate(tasks):
        data = task.get("data") or {}
        text = str(data.get("text", ""))
        about: dict[str, Any] = {"document": _document(data), "text": text, "row": row}
        if "sentence_id" in data:
            about["sentence"] = int(data["sentence_id"])
        for annotation in task.get("annotations") or []:
            if annotation.get("was_cancelled"):
                continue
            coder = annotation.get("completed_by", "")
            coder = str(coder.get("email", coder.get("id", "")) if isinstance(coder, Mapping) else coder)
            yield Segment(**{"sentence": every} | about, coder=coder)
            for result in annotation.get("result") or []:
                value = result.get("value") or {}
                where: dict[str, Any] = (
                    {"start": int(value["start"]), "end": int(value["end"])} if "start" in value else {}
                )
                for label in [*value.get("labels", []), *value.get("choices", [])]:
                    yield Segment(
                        **about,
                        **where,
                        quote=str(value.get("text", "")) if where else "",
                        label=str(label),
                        coder=coder,
                    )


def doccano(records: list[Any]) -> Iterator[Segment]:
    """Yield the codes of a doccano export (JSON lines): stretches, or labels of the whole text.

    Examples
    --------
    >>> [(s.document, s.start, s.label) for s in doccano([{"id": "a", "text": "Cold.", "label": [[0, 4, "cost"]]}])]
    [('a', -1, ''), ('a', 0, 'cost')]
    """
    every = _sentence(any(isinstance(label, list | dict) for record in records for label in _given(record)))
    for row, record in enumerate(records):
        about: dict[str, Any] = {"document": _document(record), "text": str(record.get("text", "")), "row": row}
        if record.get("sentence_id") not in (None, ""):
            about["sentence"] = int(record["sentence_id"])
        about["coder"] = str(record.get("annotator", record.get("username", "")))
        yield Segment(**{"sentence": every} | about)
        for label in _given(record):
            if isinstance(label, Mapping):
                label = [label["start_offset"], label["end_offset"], label["label"]]
            if isinstance(label, list | tuple):
                yield Segment(**about, start=int(label[0]), end=int(label[1]), label=str(label[2]))
            else:
                yield Segment(**about, label=str(label))


def webanno(text: str, name: str) -> Iterator[Segment]:
    r"""Yield the codes of a file in WebAnno TSV 3, as INCEpTION writes it; the document is named as the file.

    Every column of a layer of spans is read; relations and chains are passed over.

    Examples
    --------
    >>> lines = ["#FORMAT=WebAnno TSV 3.3", "#T_SP=custom.Frame|frame", "", "#Text=Cold days",
    ...          "1-1\t0-4\tCold\tcost[1]", "1-2\t5-9\tdays\tcost[1]"]
    >>> [(s.document, s.start, s.end, s.label) for s in webanno("\n".join(lines), "a.tsv") if s.label]
    [('a', 0, 9, 'cost')]
    """
    document = PurePath(name).stem
    # Columns after the three of a token: one a feature, or one for a layer without features.
    spans: list[bool] = []
    places: dict[tuple[int, str], list[Any]] = {}
    for number, line in enumerate(text.splitlines()):
        if line.startswith("#T_"):
            features = line.split("=", 1)[1].split("|")[1:] or [""]
            # A relation has one more column, for the token it starts from.
            extra = 1 if line.startswith("#T_RL") else 0
            spans += [line.startswith("#T_SP")] * (len(features) + extra)
        if not line or line.startswith("#"):
            continue
        cells = line.rstrip("\t").split("\t")
        start, end = (int(part) for part in cells[1].split("-"))
        for column, cell in enumerate(cells[3:]):
            if column >= len(spans) or not spans[column]:
                continue
            for label in cell.split("|"):
                if label in ("_", ""):
                    continue
                bare, _, mark = label.partition("[")
                if bare == "*":
                    continue  # a feature that was left empty
                # Labels with the same number in brackets are one stretch over several tokens.
                key = (column, f"{bare}[{mark}" if mark else f"{bare}@{number}")
                places.setdefault(key, [start, end, bare.replace("\\", "")])[1] = end
    yield Segment(document, sentence=EVERY)
    for start, end, label in places.values():
        yield Segment(document, label, start=start, end=end)


def refi_qda(data: bytes, name: str) -> Iterator[Segment]:
    """Yield the codes of a REFI-QDA project (.qdpx), as MAXQDA, NVivo and ATLAS.ti export it."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
            raise SourceError(
                "the project unpacks to more than 256 MB", where=name, next_step="Export fewer documents."
            )
        path = next(entry for entry in archive.namelist() if entry.lower().endswith(".qde"))
        root = ElementTree.fromstring(archive.read(path))
    except (zipfile.BadZipFile, StopIteration, ElementTree.ParseError) as error:
        raise SourceError(
            "expected a REFI-QDA project: a .qdpx file with a .qde in it", where=name, next_step="Export it anew."
        ) from error
    files = {PurePath(entry).name: entry for entry in archive.namelist()}
    named = {e.get("guid", ""): e.get("name", "") for e in root.iter() if _tag(e) in ("Code", "User")}
    for source in root.iter():
        if _tag(source) != "TextSource":
            continue
        inner = PurePath(source.get("plainTextPath", "").replace("internal://", "")).name
        text = archive.read(files[inner]).decode("utf-8-sig") if inner in files else ""
        text = text or next((e.text or "" for e in source if _tag(e) == "PlainTextContent"), "")
        document = source.get("name", "")
        coders = {named.get(e.get("creatingUser", ""), "") for e in source if _tag(e) == "PlainTextSelection"}
        yield from (Segment(document, text=text, sentence=EVERY, coder=coder) for coder in sorted(coders) or [""])
        for selection in source:
            start, end = int(selection.get("startPosition", -1)), int(selection.get("endPosition", -1))
            for coding in selection.iter():
                if _tag(selection) != "PlainTextSelection" or _tag(coding) != "CodeRef":
                    continue
                coder = named.get(selection.get("creatingUser", ""), "")
                label = named.get(coding.get("targetGUID", ""), "")
                yield Segment(document, label, text, start, end, coder=coder)


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
