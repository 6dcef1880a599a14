"""Codes by any function over sentences or articles, kept so that a run that was broken off goes on."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from mediakit.codes.segments import Codes, Segment, place_segments
from mediakit.errors import OptionError, check_option
from mediakit.tables import ARTICLES, PARTS, check_table
from mediakit.text.parts import split_sentences

UNITS = ("sentence", "article")
Answer = str | Iterable[str] | Mapping[str, float] | None


def annotate_with(
    articles: pd.DataFrame,
    function: Callable[[str], Answer],
    *,
    unit: str = "sentence",
    cache: str | Path | None = None,
    version: str = "",
    layer: str = "codes",
) -> Codes:
    """Run a function of your own, such as a classifier, over every sentence or article.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    function : callable
        Takes a text and returns a label, several, a mapping of labels to numbers, or None for no label.
    unit : str
        "sentence" or "article" (its text).
    cache : path, optional
        A file of JSON lines. Each answer is written to it as soon as it is there, so that a run that was broken off
        goes on where it was. A text is asked about once, however often it is printed.
    version : str
        Of the function; with another one answers are asked for anew. By default a digest of its source code, which
        does not see what the function calls or which model it loads: name that here.
    layer : str
        Layer of the spans; it also is the coder.

    Returns
    -------
    Codes
        As from read_codes(): ``spans``, ``units``, ``scores`` and ``ratings``.

    Raises
    ------
    OptionError
        For an unknown unit, an answer of another kind, or a cache for a function whose source cannot be read.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Heating is dear. It snows."}])
    >>> codes = annotate_with(articles, lambda text: "cost" if "dear" in text else None)
    >>> codes.spans[["label", "sentence_id"]].values.tolist(), len(codes.units)
    ([['cost', 0]], 2)
    """
    check_option("unit", unit, UNITS)
    check_table(articles, ARTICLES)
    path = None if cache is None else Path(cache)
    answers = _Answers(function, path, version or (_version_of(function) if path else ""), unit)
    segments = []
    try:
        for document, sentence, text in _texts(articles, unit):
            about: dict[str, Any] = {"document": document, "sentence": sentence, "coder": layer}
            segments.append(Segment(**about))
            segments += [Segment(**about, label=label, value=value) for label, value in answers.of(text).items()]
    finally:
        answers.close()
    return place_segments(segments, articles, layer=layer, source="")


def _texts(articles: pd.DataFrame, unit: str) -> Iterable[tuple[str, int, str]]:
    ids = articles["article_id"].astype(str).tolist()
    if unit == "article":
        yield from ((name, -1, text) for name, text in zip(ids, articles["text"].tolist(), strict=True))
        return
    texts = {p: dict(zip(ids, articles[p].tolist(), strict=True)) for p in PARTS if p in articles.columns}
    for row in split_sentences(articles).to_dict("records"):
        text = texts[str(row.get("part", "text"))][str(row["article_id"])]
        yield str(row["article_id"]), int(row["sentence_id"]), text[row["start"] : row["end"]]


def _version_of(function: Callable[[str], Answer]) -> str:
    try:
        return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]
    except (OSError, TypeError):
        raise OptionError(
            "the source code of the function cannot be read, so that its version is not known",
            where="version",
            next_step='Name one: annotate_with(..., version="2").',
        ) from None


class _Answers:
    """Answers by text, in memory and in a file that grows by a line for each."""

    def __init__(self, function: Callable[[str], Answer], path: Path | None, version: str, unit: str) -> None:
        self.function, self.salt = function, f"{version}\0{unit}\0"
        self.known: dict[str, dict[str, float]] = {}
        broken = False
        if path is not None and path.exists():
            text = path.read_text("utf-8")
            broken = bool(text) and not text.endswith("\n")
            for line in text.splitlines():
                try:
                    entry = json.loads(line)
                    self.known[entry["key"]] = {k: float("nan") if v is None else v for k, v in entry["labels"].items()}
                except (ValueError, KeyError, TypeError, AttributeError):
                    continue  # half of a line, from a run that was broken off: the text is asked about again
        self.file = path.open("a", encoding="utf-8") if path is not None else None
        if self.file and broken:
            self.file.write("\n")

    def of(self, text: str) -> dict[str, float]:
        """Return labels with their values (missing where the function gave none)."""
        key = hashlib.sha256((self.salt + text).encode("utf-8", "surrogatepass")).hexdigest()
        if key not in self.known:
            self.known[key] = labels = _labels(self.function(text))
            if self.file:
                plain = {label: None if value != value else value for label, value in labels.items()}
                self.file.write(json.dumps({"key": key, "labels": plain}) + "\n")
                self.file.flush()
        return self.known[key]

    def close(self) -> None:
        """Close the file."""
        if self.file:
            self.file.close()


def _labels(answer: Any) -> dict[str, float]:
    if answer is None:
        return {}
    if isinstance(answer, str):
        return {answer: float("nan")} if answer else {}
    if isinstance(answer, Mapping):
        return {str(label): float(value) for label, value in answer.items()}
    if isinstance(answer, list | tuple | set | frozenset) and all(isinstance(label, str) for label in answer):
        return dict.fromkeys(sorted(answer), float("nan"))
    raise OptionError(
        f"the function must return a label, several, a mapping of labels to numbers, or None; got {answer!r}",
        where="function",
    )
