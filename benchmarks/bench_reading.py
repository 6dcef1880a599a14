"""Reading: files of 20,000 articles beside pandas' own readers, which neither check nor clean."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.corpus import repeat_articles
from benchmarks.timing import Row, compare, measure
from mediakit import read_articles

N_ARTICLES = 20_000


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
    return found
