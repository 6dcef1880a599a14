"""What a figure or report stands on: corpus, terms, lexicons and versions, each with a digest."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version

import pandas as pd

from mediakit import __version__
from mediakit.annotate.entities import alias_lexicon
from mediakit.annotate.tone import load_lexicon
from mediakit.choices import Choices
from mediakit.tables import ARTICLES, check_table
from mediakit.topics import Topic

_PACKAGES = ("pandas", "numpy", "pyarrow", "matplotlib", "vaderSentiment")


def hash_corpus(articles: pd.DataFrame) -> str:
    """Return a digest of the articles that does not depend on their order.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> one, two = ({"article_id": i, "text": "x"} for i in "ab")
    >>> hash_corpus(build_table(ARTICLES, [one, two])) == hash_corpus(build_table(ARTICLES, [two, one]))
    True
    """
    check_table(articles, ARTICLES)
    dates = articles["published"].dt.strftime("%Y-%m-%dT%H:%M:%S").fillna("").astype(object)
    texts = (articles[name].astype(object) for name in ("article_id", "outlet", "title", "text"))
    columns = zip(dates, *texts, strict=True)
    digests = sorted(hashlib.sha256("\x1f".join(row).encode("utf-8", "replace")).digest() for row in columns)
    return hashlib.sha256(b"".join(digests)).hexdigest()


def describe_provenance(articles: pd.DataFrame, topic: Topic, choices: Choices | None = None) -> list[tuple[str, str]]:
    """Return names and values of everything the numbers depend on.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES as measured.
    topic : Topic
        From load_topic().
    choices : Choices, optional
        What was chosen for the report.

    Returns
    -------
    list of (str, str)
        Corpus digest and size, topic, term lists, tone lexicon, alias table, and package versions.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> from mediakit.topics import load_topic
    >>> describe_provenance(build_table(ARTICLES, [{"article_id": "a"}]), load_topic("nato-enlargement"))[1]
    ('articles', '1')
    """
    chosen = choices or Choices()
    tone = load_lexicon(chosen.lexicon)
    lists = {
        "query": topic.query_lexicon,
        "frames": topic.frame_lexicon,
        "word choices": topic.naming_lexicon,
        "names": alias_lexicon(chosen.aliases),
    }
    rules = [("rules sha-256", topic.rules.sha256)] if topic.rules.texts else []
    return [
        ("corpus sha-256", hash_corpus(articles)),
        ("articles", f"{len(articles):,}"),
        ("topic", f"{topic.name} ({topic.source})"),
        *chosen.describe(),
        *((f"{name} sha-256", lexicon.sha256) for name, lexicon in lists.items()),
        *rules,
        (
            "tone lexicon",
            f"{tone.name} {tone.version}, language {tone.language}, {tone.licence}, sha-256 {tone.sha256}, "
            f"reading {tone.reading}",
        ),
        ("mediakit", __version__),
        ("python", platform.python_version()),
        *((package, version(package)) for package in _PACKAGES),
    ]
