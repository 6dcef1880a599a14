"""Whatever comes: no crash, no hang, bounded memory, every record accounted for.

Each input is made again from what the failure names: ``make_case(sample, number, folder)``.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediakit.read import sniff
from mediakit.read.formats import FORMATS
from tests.conftest import FUZZ_RUNS, some_slow
from tests.read.bombs import MANY, SHOWN, make_bomb, names
from tests.read.fuzz_samples import ROWS, made, samples
from tests.read.fuzz_worker import Job, Outcome, Worker, run_all
from tests.read.fuzzing import MUTATORS, Case, make_case, named

pytestmark = pytest.mark.fuzz
# Numbers of damaged samples, in parts that several processes can share.
FEW, MORE = range(60), [range(60, 140), range(140, 220), range(220, 300)]
RUNS = [range(FUZZ_RUNS)] if FUZZ_RUNS else some_slow([FEW, *MORE], MORE)
EXAMPLES = settings(
    max_examples=FUZZ_RUNS // 20 or 40,
    deadline=None,
    derandomize=not FUZZ_RUNS,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    worker = Worker(tmp_path_factory.mktemp("worker"))
    yield worker
    worker.close()


def as_it_is(source: Any, options: dict[str, Any], folder: str) -> Case:
    # pandas cannot print a signalling NaN.
    story = (list(source), source.to_numpy(object).tolist()) if isinstance(source, pd.DataFrame) else source
    return Case(source, options, repr(story)[:300])


def read(worker: Worker, source: Any, **options: Any) -> Outcome:
    outcome = worker.run((as_it_is, source, options))
    assert not outcome.faults, outcome
    return outcome


def test_there_is_a_sample_of_every_format() -> None:
    found = {sniff(named(data, name))[0].format for name, data in made().items()}
    assert found == {entry.name for entry in FORMATS}


def test_an_input_is_made_again_from_its_number(tmp_path: Path) -> None:
    for number in range(40):
        first, second = (make_case("made_json/json.json", number, str(tmp_path)) for _ in range(2))
        assert first.story == second.story and first.options == second.options
        if isinstance(first.source, io.BytesIO):
            assert first.source.getvalue() == second.source.getvalue()


def test_every_mutation_changes_something() -> None:
    data = made()["html_page.html"] + b"\n" + made()["json.json"]
    for mutator in MUTATORS:
        assert any(mutator(data, random.Random(number)) != data for number in range(20)), mutator.__name__


def crash(folder: str) -> Case:
    os.abort()


def hang(folder: str) -> Case:
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1, resource.RLIM_INFINITY))
    while True:
        pass


def test_a_crash_and_a_hang_are_faults_of_their_input_alone(worker: Worker) -> None:
    for job in (crash, hang):
        outcome = worker.run((job,))
        assert "the process ended with" in outcome.faults[0] and f"in {job.__name__}" in outcome.faults[0]
        assert read(worker, b"title,text\nA,B\n").articles == 1


def mutations(numbers: range) -> list[Job]:
    """Return a job for each number, every folder of samples in its turn."""
    folders = defaultdict(list)
    for name in samples():
        folders[name.split("/")[0]].append(name)
    turns = [folders[folder] for folder in sorted(folders)]
    return [(make_case, random.Random(n).choice(turns[n % len(turns)]), n) for n in numbers]


@pytest.mark.parametrize("numbers", RUNS, ids=lambda numbers: f"{numbers.start}-{numbers.stop}")
def test_damaged_samples(numbers: range, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = list(run_all(mutations(numbers), tmp_path, workers=2 if FUZZ_RUNS else 1))
    if FUZZ_RUNS:
        with capsys.disabled():
            print("\n" + figures(outcomes))
    failed = [outcome for outcome in outcomes if outcome.faults]
    assert not failed, f"{len(failed)} of {len(outcomes)}: {failed[:5]}"
    assert sum(outcome.articles for outcome in outcomes) > len(outcomes)
    assert sum(outcome.errors > 0 for outcome in outcomes) > len(outcomes) / 10


def figures(outcomes: list[Outcome]) -> str:
    """Return what a long run came to."""
    slowest, largest = (max(outcomes, key=lambda o: getattr(o, name)) for name in ("seconds", "megabytes"))
    return (
        f"{len(outcomes):,} damaged inputs, {sum(bool(o.faults) for o in outcomes)} failed; "
        f"{sum(o.articles for o in outcomes):,} articles, {sum(o.errors for o in outcomes):,} errors\n"
        f"slowest {slowest.seconds:.1f} s: {slowest.story}\nlargest {largest.megabytes:,.0f} MB: {largest.story}"
    )


# Articles and lost records of bombs in which something can be read, or where nothing may be.
EXPECTED = {
    "line.csv": (1, 0),
    "line.json": (1, 0),
    "line.jsonl": (3, 0),
    "line.html": (1, 0),
    "empty lines.csv": (1, 0),
    "columns.csv": (5, 0),
    "rows.csv": (500_000, 0),
    "quotes.csv": (20_000, 0),
    "own keys.jsonl": (MANY // 1000, 0),
    "own rows.json": (6_000, 0),
    "short rows.csv": (20_000, 0),
    "deep.jsonl": (2, 1),
    "zeros.zip": (0, 100),
    "zeros.gz": (0, 1),
    "many.zip": (3000, 0),
    "tricks.zip": (8, 1),
    "encrypted.zip": (0, 2),
    "far cell.xlsx": (0, 1),
    "far row.xlsx": (0, 1),
    "far column.xlsx": (0, 1),
    "back row.xlsx": (0, 1),
    "hidden cell.xlsx": (2, 0),
    "formula.xlsx": (2, 0),
    "late.xlsx": (5, 0),
    "far column.xls": (0, 1),
    "far row.xls": (0, 1),
    "circle.xls": (0, 1),
    "repeated rows.ods": (0, 1),
    "repeated cells.ods": (0, 1),
    "usual end.ods": (8, 0),
    **dict.fromkeys(SHOWN, (0, 1)),
}


# One of each kind stays among the quick ones.
SLOW_BOMBS = {
    "columns.csv",
    "empty members.gz",
    "huge shared.xlsx",
    "line.html",
    "line.rtf",
    "one text.xlsb",
    "own keys.jsonl",
    "own names.zip",
    "own rows.json",
    "rows.csv",
    "short rows.csv",
    "sparse.xlsx",
    "tags.html",
}


@pytest.mark.parametrize("name", some_slow(names(), SLOW_BOMBS))
def test_bombs(worker: Worker, name: str) -> None:
    outcome = worker.run((make_bomb, name))
    assert not outcome.faults, outcome
    if name in EXPECTED:
        assert (outcome.articles, outcome.errors) == EXPECTED[name]


def test_every_expected_bomb_is_made() -> None:
    assert EXPECTED.keys() <= set(names())


TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXT, st.sampled_from([2**70, -(10**30), "", " ", "n/a"])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)
KEYS = st.sampled_from(
    ["title", "text", "date", "source", "url", "words", "sentences", "article_id", "truncated", "time"]
)
RECORDS = st.lists(st.dictionaries(KEYS | TEXT, JSON, max_size=6), min_size=1, max_size=6)


@EXAMPLES
@given(JSON | RECORDS | st.fixed_dictionaries({"articles": RECORDS}))
def test_json_of_any_shape(worker: Worker, value: Any) -> None:
    read(worker, json.dumps(value).encode("utf-8", "surrogatepass"))
    read(worker, named(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), "a.json"))


@EXAMPLES
@given(RECORDS)
def test_every_record_of_a_list_is_accounted_for(worker: Worker, records: list[dict[str, Any]]) -> None:
    outcome = read(worker, [{"title": "T", "text": "B"}, *records])
    assert outcome.articles + outcome.errors == len(records) + 1
    lines = "\n".join(map(json.dumps, [{"title": "T", "text": "B"}, *records]))
    outcome = read(worker, lines.encode(), format="jsonl")
    assert outcome.articles + outcome.errors == len(records) + 1


# A carriage return alone ends a line, as it did on old computers; the writer of Python leaves it without quotation.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30)


@EXAMPLES
@given(st.data(), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_every_row_of_a_table_is_accounted_for(worker: Worker, data: st.DataObject, delimiter: str, codec: str) -> None:
    width = data.draw(st.integers(0, 4))
    row = st.tuples(st.just("A headline"), st.just("A text, in full."), *[CELLS] * width).map(list)
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    header = ["title", "text", *data.draw(st.lists(CELLS, min_size=width, max_size=width))]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    outcome = read(worker, stream.getvalue().encode(codec), format="csv")
    assert outcome.articles + outcome.errors == len(rows)


@EXAMPLES
@given(st.binary(max_size=300) | TEXT.map(lambda text: text.encode("utf-8", "replace")), st.sampled_from(FORMATS))
def test_any_bytes_as_any_format(worker: Worker, data: bytes, entry: Any) -> None:
    read(worker, data)
    read(worker, data, format=entry.name)


MOMENTS = st.datetimes() | st.datetimes(timezones=st.timezones()) | st.dates()
ODD = st.one_of(
    SCALARS,
    JSON,
    MOMENTS,
    st.decimals(),
    st.binary(max_size=5),
    st.complex_numbers(),
    st.timedeltas(),
    st.uuids(),
    st.sampled_from(
        [
            pd.NA,
            pd.NaT,
            np.nan,
            np.float32(1),
            np.int8(-3),
            np.datetime64("9999-12-31"),
            np.array([1, 2]),
            pd.Timestamp.max,
            pd.Timestamp("2022-01-01", tz="UTC"),
            pd.Period("2022-01"),
            pd.Interval(0, 1),
            object,
        ]
    ),
)
KINDS: dict[str, Any] = {
    "object": None,
    "category": "category",
    "nullable": "Int64",
    "string": "string",
    "times": "datetime64[ns]",
    "zoned": "datetime64[us, Europe/Kyiv]",
    "spans": "timedelta64[ns]",
    "months": "period[M]",
    "sparse": "Sparse[float]",
    "small": "float16",
    "arrow": "large_string[pyarrow]",
    "bits": "boolean",
}


def column(draw: Any, rows: int) -> Any:
    """Return a column of some kind; the kind gives way where its values do not allow it."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    plain = {"nullable": st.integers(0, 9), "small": st.floats(0, 9), "sparse": st.floats(0, 9), "bits": st.booleans()}
    moment = st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1))
    plain |= {"times": moment, "zoned": moment, "months": moment, "spans": st.timedeltas(timedelta(0), timedelta(9))}
    plain |= {"category": TEXT, "string": CELLS, "arrow": CELLS}
    values = draw(st.lists(plain.get(kind, ODD), min_size=rows, max_size=rows))
    if kind == "zoned":
        return pd.Series(pd.to_datetime(values, utc=True)).dt.tz_convert("Europe/Kyiv")
    if kind == "months":
        return pd.Series(pd.PeriodIndex(values, freq="M"))
    return pd.Series(values, dtype=object).astype(KINDS[kind] or object)


@st.composite
def frames(draw: Any) -> pd.DataFrame:
    """Return a table with odd columns, odd names, names that stand twice, and names of several levels."""
    rows = draw(st.integers(1, 5))
    count = draw(st.integers(1, 5))
    columns = [column(draw, rows) for _ in range(count)]
    labels = draw(
        st.lists(KEYS | TEXT | st.integers() | st.none() | st.floats() | st.dates(), min_size=count, max_size=count)
    )
    frame = pd.concat([pd.Series(["A headline"] * rows), *columns], axis=1, keys=range(count + 1))
    frame.columns = pd.Index(["headline", *labels], dtype=object)
    if draw(st.booleans()):
        frame.columns = pd.MultiIndex.from_tuples([("headline", "title"), *((str(label), 1) for label in labels)])
    frame.index = draw(
        st.sampled_from([range(rows), ["x"] * rows, pd.MultiIndex.from_tuples([(1, n) for n in range(rows)])])
    )
    return frame


@EXAMPLES
@given(frames())
def test_tables_in_memory(worker: Worker, frame: pd.DataFrame) -> None:
    outcome = read(worker, frame)
    assert outcome.articles + outcome.errors == len(frame)


@pytest.mark.slow
@EXAMPLES
@given(st.lists(MOMENTS | st.floats() | st.integers(), min_size=1, max_size=5))
def test_dates_of_any_time(worker: Worker, dates: list[Any]) -> None:
    outcome = read(worker, [{**ROWS[0], "date": value} for value in dates])
    assert outcome.articles == len(dates)
    lines = "\n".join(f"T,B,{value}" for value in dates)
    for zone in (None, "Pacific/Auckland"):
        assert read(worker, f"title,text,date\n{lines}\n".encode(), format="csv", timezone=zone).articles == len(dates)
