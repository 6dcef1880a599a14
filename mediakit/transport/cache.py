"""What was fetched, kept in one folder, so that a broken run goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from mediakit.errors import SourceError


@dataclass(frozen=True)
class Answer:
    """What came back for an address: the content, or a fault and the code of the problem it is.

    ``url`` is the address after redirects, ``seen`` the time of the answer in UTC (ISO 8601);
    ``location`` and ``retry_after`` are what the server asks for instead of an answer.
    """

    url: str
    status: int = 0
    content_type: str = ""
    charset: str = ""
    seen: str = ""
    body: bytes = b""
    code: str = ""
    fault: str = ""
    location: str = ""
    retry_after: float | None = None

    @property
    def seen_at(self) -> datetime | None:
        """The time of the answer."""
        return datetime.fromisoformat(self.seen) if self.seen else None


_KEPT = ("url", "status", "content_type", "charset", "seen")


class Cache:
    """A folder of answers: for each address one file with the content and one that describes it.

    Parameters
    ----------
    folder : path
        Made when it is not there. Delete it, or files in it, to fetch again.

    Raises
    ------
    SourceError
        When the folder cannot be made.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SourceError(
                f"expected a folder for what is fetched, got {error.strerror or error}",
                where=str(folder),
                next_step="Pass cache= a folder that can be written to.",
            ) from None

    def _paths(self, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{name}.json", self._folder / f"{name}.body"

    def get(self, url: str) -> Answer | None:
        """Return the kept answer to an address, None when there is none or its files are damaged."""
        about, content = self._paths(url)
        try:
            facts = json.loads(about.read_text("utf-8"))
            body = content.read_bytes()
            if facts.pop("requested") != url or facts.pop("sha256") != hashlib.sha256(body).hexdigest():
                return None
            kept = Answer(**facts, body=body)
            texts = (kept.url, kept.content_type, kept.charset, kept.seen)
            sound = isinstance(kept.status, int) and all(isinstance(text, str) for text in texts)
            return kept if sound and facts.keys() == set(_KEPT) and kept.seen_at and kept.seen_at.tzinfo else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def put(self, url: str, answer: Answer) -> None:
        """Keep a good answer; a run that breaks off leaves whole files or none."""
        about, content = self._paths(url)
        facts = asdict(replace(answer, body=b""))
        facts = {name: facts[name] for name in _KEPT}
        facts |= {"requested": url, "sha256": hashlib.sha256(answer.body).hexdigest()}
        _write(content, answer.body)
        _write(about, json.dumps(facts, indent=1, ensure_ascii=False).encode("utf-8", "replace"))


def _write(path: Path, data: bytes) -> None:
    # One name for all runs: what one that was killed left is written over. Two that write at once may make an entry
    # of both, which is known by its digest and fetched again.
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and path.exists():  # another run has renamed it
            return
        draft.unlink(missing_ok=True)
        raise SourceError(
            f"what was fetched cannot be kept: {error.strerror or error}",
            where=str(path.parent),
            next_step="Pass cache= another folder, or leave it out.",
        ) from None
