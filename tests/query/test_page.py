"""What docs/queries.md says of queries is what they find."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mediakit.query.compiled import Rules
from mediakit.query.evaluate import find_spans
from mediakit.query.tokens import MOST_BETWEEN
from mediakit.tables import ARTICLES, build_table
from mediakit.topics import load_topic
from mediakit.topics.membership import match_degree, match_topic
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "queries.md").read_text("utf-8")
EXAMPLES = [
    tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:4])
    for line in PAGE.partition("## What is met")[2].partition("## The grammar")[0].splitlines()
    if line.startswith("| `")
]


def fired(query: str, text: str) -> list[str]:
    rules = Rules({"it": query}, {})
    articles = build_table(ARTICLES, [{"article_id": "a", "text": text}])
    (node,) = rules.nodes.values()
    return find_spans(articles, rules, [node]).words  # type: ignore[list-item]


@pytest.mark.filterwarnings("ignore:PARA")
@pytest.mark.parametrize(("query", "text", "words"), EXAMPLES)
def test_an_example_of_the_page(query: str, text: str, words: str) -> None:
    expected = [] if words == "[]" else words.split("; ")
    assert fired(query.strip("`").replace(r"\|", "|"), text.strip("*")) == expected


def test_the_page_has_its_tables() -> None:
    assert len(EXAMPLES) >= 15
    assert f"from 0 (side by side) to {MOST_BETWEEN}" in PAGE


def test_the_topic_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "growth.toml"
    path.write_text(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0], "utf-8")
    topic = load_topic(path)
    texts = {
        "main": "NATO expands. Finland joins NATO. The alliance will enlarge.",
        "treated": "Rain.\n" * 20 + "Finland joins NATO.",
        "mentioned": "NATO met.",
        "": "The NATO summit expands. Rain.",
    }
    articles = build_table(
        ARTICLES, [{"article_id": key or "x", "title": "Day", "text": t} for key, t in texts.items()]
    )
    assert match_degree(articles, topic)["degree"].tolist() == list(texts)
    assert match_topic(articles, topic)["nato-growth: Finland"].tolist() == [True, True, False, False]


def test_the_error_of_the_page_is_the_one_that_comes() -> None:
    shown = re.findall(r"```text\n(AND leaves.*?)```", PAGE, re.DOTALL)[0]
    with pytest.raises(Exception, match="AND") as caught:
        Rules({"it": "Russia AND threat*"}, {})
    said = str(caught.value).replace(" (in it)", "")
    assert said == shown.rstrip("\n")
