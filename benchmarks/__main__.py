"""Run every benchmark and write one table of ratios to docs/benchmarks.md."""

from __future__ import annotations

import platform
from importlib.metadata import version

from benchmarks import (
    bench_estimates,
    bench_memory,
    bench_pipeline,
    bench_reading,
    bench_search,
    bench_sentiment,
    bench_terms,
)
from benchmarks.corpus import ROOT
from benchmarks.timing import Row
from mediakit import __version__

PACKAGES = ("numpy", "pandas", "pyarrow", "vaderSentiment", "nltk", "pyahocorasick")
HEAD = """# Benchmarks

Written by `make bench`: one run, one process, CPU time. The tools take turns in random order inside each round, and
a ratio is the peer's time over mediakit's in the same round, so 10 means ten times as fast. Each figure is of the
computer that ran it last: run it on yours before you rely on one.

- Frames and names found are checked before they are timed: frames, term by term, against a slow matcher on words;
  names against the number that pyahocorasick finds, since the two differ where a name is cut by other punctuation.
- A batch of sentences takes milliseconds and often follows a long turn of the peer. Where the memory of a virtual
  machine is slow to touch again after a tenth of a second (seen: 5 to 10 microseconds a page), the batch pays for
  that; the rows with batches one after the other show the computing itself.
- The peer of the frames is timed on a part of the texts, and its time scaled to all.
- The usual script is `pandas.read_json`, NLTK's Punkt with mediakit's abbreviations, vaderSentiment's
  `polarity_scores`, one regular expression for each frame and each name (or one for all names), and `pandas.Grouper`.
  It pays for Punkt but scores the sentences that mediakit found, so that both score the same; mediakit's table has
  intervals, the script's has none. mediakit starts with nothing known.
- Reading is the one task where mediakit does more than its peer (dates, cleaning, ids, problems) and takes longer: 0.5
  means twice the time.
- A folder costs most for what each file has to be recognised by: 5,000 text files take about twenty times as long as
  opening each and reading it, without looking at what it is.
- `scorer.score` returns arrays. `polarity_scores` returns a DataFrame, which alone takes longer to make than
  vaderSentiment needs for a word: for fewer than some ten tiny texts it is slower.
- The peer of the estimates is given a row for every zero and works out the same values, standard errors and intervals
  in NumPy; the results are compared before the timing. The row after it has mediakit's own estimates as the peer.
- The peer of a search is mediakit's own `score_sentiment` with its default lexicon on the same articles; both find the
  words of the texts anew. How long a search takes depends on how many articles hold the word.
- Rows of memory hold no ratio to a peer but the figure that they name.

| Task | Size | Median | Lowest |
|---|---|---:|---:|
"""


def main() -> None:
    """Run all and write the table."""
    rows: list[Row] = []
    for part in (bench_sentiment, bench_terms, bench_search, bench_pipeline, bench_reading, bench_estimates):
        rows += part.run()
    rows += bench_memory.run()
    versions = ", ".join(
        [
            f"Python {platform.python_version()}",
            f"mediakit {__version__}",
            *(f"{name} {version(name)}" for name in PACKAGES),
        ]
    )
    page = HEAD + "\n".join(map(_line, rows)) + f"\n\nVersions: {versions}.\n"
    (ROOT / "docs" / "benchmarks.md").write_text(page, encoding="utf-8")
    print(page)


def _line(row: Row) -> str:
    size = f"{row['size']:,}" if isinstance(row["size"], int) else row["size"]
    return f"| {row['task']} | {size} | {_show(row['ratio'])} | {_show(row['lowest']) if 'lowest' in row else ''} |"


def _show(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}"


if __name__ == "__main__":
    main()
