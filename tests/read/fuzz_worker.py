"""Reading one input after another in a process of its own, so that a crash, a hang or a flood of memory is seen."""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import queue
import re
import resource
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from mediakit.errors import SourceError
from mediakit.tables import ARTICLES, PROBLEMS, check_table
from tests.read.fuzzing import Case

# A job is a function that returns a Case, and its arguments; the folder to work in comes last.
Job = tuple[Callable[..., Case], *tuple[Any, ...]]
SECRET = "root:x:0:0"  # from a file of the system that some inputs want to have read
SECONDS = 10
ROWS_A_SECOND = 20_000  # half a million short rows are no hang on a slow machine
MEGABYTES = 2_000
_PATIENCE = 300
_MOST_ADDRESSES = 12 << 30
_NAMED_BY_CALLER = re.compile(
    r"no column holds the texts|the table has no rows|there is no file or folder|it holds none"
)


@dataclass
class Outcome:
    """What reading one input came to; ``faults`` is empty when all went well."""

    story: str
    faults: list[str] = field(default_factory=list)
    articles: int = 0
    errors: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0


def examine(source: Any, options: dict[str, Any] | None = None) -> Outcome:
    """Read a source and check all that must hold whatever came."""
    outcome = Outcome("")
    _reset_peak()
    before, start = _memory("VmRSS"), time.process_time()
    try:
        _read(source, options or {}, outcome)
    except Exception:
        outcome.faults.append(traceback.format_exc(limit=-6))
    outcome.seconds = time.process_time() - start
    outcome.megabytes = _memory("VmHWM") - before
    if outcome.seconds > SECONDS + outcome.articles / ROWS_A_SECOND:
        outcome.faults.append(f"took {outcome.seconds:.1f} s of processor time")
    if outcome.megabytes > MEGABYTES:
        outcome.faults.append(f"took {outcome.megabytes:,.0f} MB")
    return outcome


def _read(source: Any, options: dict[str, Any], outcome: Outcome) -> None:
    from mediakit.read.articles import _format, _options, _read_pieces
    from mediakit.read.assemble import assemble

    entry = _format(options.get("format"))
    asked = _options(None, *(options.get(name) for name in ("timezone", "dayfirst", "encoding")))
    try:
        pieces = list(_read_pieces(source, entry, asked))
    except SourceError as error:
        if not _NAMED_BY_CALLER.search(str(error)) or len(str(error)) > 2000:
            outcome.faults.append(f"an error that is not the caller's: {str(error)[:500]}")
        return
    for piece in pieces:
        lost = sum(problem["severity"] == "error" for problem in piece.parsed.problems)
        kept = getattr(piece.parsed, "records", None)
        kept = piece.parsed.frame if kept is None else kept
        if piece.parsed.seen != len(kept) + lost or (not piece.parsed.seen and not piece.parsed.problems):
            outcome.faults.append(f"{piece.file}: {piece.parsed.seen} seen, {len(kept)} kept, {lost} lost")
    result = assemble(pieces)
    outcome.articles = len(result.articles)
    outcome.errors = int((result.problems["severity"] == "error").sum())
    check_tables(result.articles, result.problems)
    assert repr(result) in result._repr_html_().replace("&#x27;", "'")


def check_tables(articles: pd.DataFrame, problems: pd.DataFrame) -> None:
    """Both tables keep their contracts, can be saved, and every problem says something."""
    check_table(articles, ARTICLES)
    check_table(problems, PROBLEMS)
    assert articles.columns.is_unique and problems.columns.tolist() == PROBLEMS.names
    assert [c for c in articles.columns if not c.startswith("x_")] == [n for n in ARTICLES.names if n != "story_id"]
    assert set(problems["severity"]) <= {"error", "warning", "info"}
    assert problems["code"].str.fullmatch("[a-z_]{5,30}").all(), problems["code"].tolist()
    lengths = problems["message"].str.len()
    assert lengths.between(10, 1500).all(), problems.loc[~lengths.between(10, 1500), "message"].str[:200].tolist()
    assert (problems["source_file"] != "").all()
    assert (problems[["value", "raw"]].map(len) <= 300).all(axis=None)
    for name in articles.columns:
        if articles[name].dtype not in (bool, "Int64") and pd.api.types.is_string_dtype(articles[name]):
            articles[name].str.encode("utf-8")
            assert not articles[name].str.contains(SECRET, regex=False).any(), name


def _reset_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _memory(name: str) -> float:
    """Return a figure of this process in megabytes: VmRSS now, VmHWM at most since the last reset; 0 off Linux."""
    with contextlib.suppress(OSError):
        line = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
        return int(line[1]) / 1024 if line else 0.0
    return 0.0


def serve(pipe: Any, trace: str) -> None:
    """Take jobs from the pipe and answer each; a job that takes far too long ends the process."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_ADDRESSES, _MOST_ADDRESSES))
    with open(trace, "w") as file:
        faulthandler.enable(file, all_threads=False)
        faulthandler.register(signal.SIGXCPU, file, all_threads=False, chain=True)
        examine(b"title,text\nA,B\n")
        while (job := pipe.recv()) is not None:
            with tempfile.TemporaryDirectory(prefix="mediakit-fuzz-") as folder:
                case = job[0](*job[1:], folder)
                limit = int(time.process_time()) + 2 * SECONDS
                resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
                outcome = examine(case.source, case.options)
            outcome.story = case.story
            pipe.send(outcome)


class Worker:
    """A process that reads inputs, and is started anew when one has ended it."""

    def __init__(self, folder: Path) -> None:
        self._trace = folder / f"trace-{id(self)}.txt"
        self._process: Any = None

    def run(self, job: Job) -> Outcome:
        """Return what came of one job; a dead or silent process is a fault of the job."""
        if self._process is None:
            self._start()
        self._pipe.send(job)
        try:
            if self._pipe.poll(_PATIENCE):
                outcome: Outcome = self._pipe.recv()
                return outcome
            fault = f"no answer in {_PATIENCE} s"
        except EOFError:
            self._process.join()
            fault = f"the process ended with {self._process.exitcode}"
        self.close()
        return Outcome(str(job), [f"{fault}: {self._trace.read_text()[-3000:]}"])

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, str(self._trace)), daemon=True)
        self._process.start()
        theirs.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def run_all(jobs: Sequence[Job], folder: Path, *, workers: int = 1) -> Iterator[Outcome]:
    """Yield the outcome of every job, in their order."""
    staff: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    for _ in range(workers):
        staff.put(Worker(folder))

    def run(job: Job) -> Outcome:
        worker = staff.get()
        try:
            return worker.run(job)
        finally:
            staff.put(worker)

    with ThreadPoolExecutor(workers) as threads:
        yield from threads.map(run, jobs)
    for _ in range(workers):
        staff.get().close()
