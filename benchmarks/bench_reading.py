"""Reading: 20,000 articles in one file beside pandas' own readers, 5,000 in a folder beside a plain loop.

The peers neither recognise formats nor check, date or clean anything.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.corpus import repeat_articles
from benchmarks.timing import Row, compare, measure
from mediakit import read_articles

N_ARTICLES = 20_000
N_FILES = 5_000


def run(rounds: int = 9) -> list[Row]:
    """Return one row a format: how many times as long mediakit takes."""
    with TemporaryDirectory() as folder:
        table = pd.DataFrame(islice(repeat_articles(), N_ARTICLES))
        lines, rows = Path(folder, "articles.jsonl"), Path(folder, "articles.csv")
        table.to_json(lines, orient="records", lines=True, force_ascii=False)
        table.to_csv(rows, index=False)
        del table
        tasks = {
            "JSON lines": (lambda: read_articles(lines), lambda: pd.read_json(lines, lines=True)),
            "CSV": (lambda: read_articles(rows), lambda: pd.read_csv(rows)),
        }
        found = []
        for name, (ours, peer) in tasks.items():
            _ = ours(), peer()  # the first call imports what it needs
            times = measure({"ours": ours, "peer": peer}, rounds=rounds)
            size = f"{N_ARTICLES:,} articles"
            found.append(compare(f"reading {name}, against pandas", size, times["ours"], times["peer"]))
        return [*found, _read_folder(Path(folder, "articles"), rounds)]


def _read_folder(folder: Path, rounds: int) -> Row:
    """Return how long a folder of text files takes, against opening each and making a table of the texts."""
    folder.mkdir()
    for number, article in enumerate(islice(repeat_articles(), N_FILES)):
        parts = (article["title"], article["date"], article["text"])
        (folder / f"{number:05}.txt").write_text("\n\n".join(parts), encoding="utf-8")
    calls = {"ours": lambda: read_articles(folder), "peer": lambda: _open_each(folder)}
    _ = read_articles(folder), _open_each(folder)  # as above
    times = measure(calls, rounds=rounds)
    return compare("reading a folder of text files, against open().read()", f"{N_FILES:,} files", **times)


def _open_each(folder: Path) -> pd.DataFrame:
    files = sorted(folder.glob("*.txt"))
    return pd.DataFrame({"file": [file.name for file in files], "text": [file.read_text("utf-8") for file in files]})
