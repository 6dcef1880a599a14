"""Memory: the peak of a process that measures tone, frames and entities of many articles, at once or in chunks."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pandas as pd

from benchmarks.corpus import ROOT, make_aliases, make_frames, repeat_articles
from benchmarks.timing import Row
from mediakit import score_entities, score_frames, score_sentiment
from mediakit.lexicon import Lexicon, lexicon_of
from mediakit.tables import ARTICLES, build_table

N_ARTICLES = 50_000
N_WORDS = 500
CHUNK = 1_000


def run() -> list[Row]:
    """Return the peak of the whole table, and how the peak of reading in chunks grows for five times the articles.

    The smaller number is large enough to fill the memory of texts read lately, which does not grow any more then.
    """
    whole = _peak(N_ARTICLES)
    few, many = (_peak(n_articles, "chunks") for n_articles in (N_ARTICLES // 5, N_ARTICLES))
    size = f"{N_ARTICLES:,} articles of {N_WORDS} words"
    chunks = f"{N_ARTICLES:,} against {N_ARTICLES // 5:,} articles"
    return [
        {"task": "tone, frames and entities of one table, peak memory in GB", "size": size, "ratio": whole / 1e9},
        {"task": f"the same in chunks of {CHUNK:,}, growth of peak memory", "size": chunks, "ratio": many / few},
    ]


def _peak(n_articles: int, *how: str) -> int:
    """Return the bytes that a fresh process held at most."""
    command = [sys.executable, "-m", "benchmarks.bench_memory", str(n_articles), *how]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def _chunks(n_articles: int, chunk: int) -> Iterator[pd.DataFrame]:
    records = repeat_articles(n_words=N_WORDS)
    for begin in range(0, n_articles, chunk):
        rows = islice(records, min(chunk, n_articles - begin))
        yield build_table(ARTICLES, ({**row, "article_id": str(begin + i)} for i, row in enumerate(rows)))


def _score(articles: pd.DataFrame, frames: Lexicon, aliases: pd.DataFrame) -> int:
    tables = (score_sentiment(articles), score_frames(articles, frames), score_entities(articles, aliases=aliases))
    return sum(map(len, tables))


def main(n_articles: int, *, in_chunks: bool) -> None:
    """Measure the articles and print the peak of this process in bytes."""
    texts = [row["text"] for row in islice(repeat_articles(), 1_000)]
    frames = lexicon_of("frames", {name: {"terms": terms} for name, terms in make_frames(texts).items()})
    names = make_aliases(texts, 1_000)
    aliases = pd.DataFrame({"canonical": names, "type": "name", "alias": names, "match": "exact"})
    chunks = _chunks(n_articles, CHUNK)
    for articles in chunks if in_chunks else [pd.concat(chunks, ignore_index=True)]:
        _score(articles, frames, aliases)
    print(_own_peak())


def _own_peak() -> int:
    """Return the most bytes that this process held; where Linux tells, not what the process that began it held."""
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


if __name__ == "__main__":
    main(int(sys.argv[1]), in_chunks=sys.argv[2:] == ["chunks"])
