"""The engine against the cases and against the slow reference, through what users call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mediakit
from mediakit.tables import ARTICLES, build_table
from tests.conftest import FUZZ_RUNS, ROOT
from tests.query import cases_by_hand, random_queries
from tests.query.slow_reference import Article, Reference, Refused

PARTS = ("title", "standfirst", "text")
BY_REFERENCE = [
    json.loads(line)
    for line in (ROOT / "tests/query/cases_by_reference.jsonl").read_text(encoding="utf-8").splitlines()
]
CASES = [(*case, cases_by_hand.LISTS) for case in cases_by_hand.CASES]
CASES += [pytest.param(*case, random_queries.LISTS, marks=pytest.mark.slow) for case in BY_REFERENCE]
# Small texts without line breaks or titles are warned of, which test_topics asks for.
QUIET = pytest.mark.filterwarnings("ignore:.*(PARA|HEADLINE).*")


def build(articles: list[Any]) -> list[tuple[Any, Article]]:
    """Return articles for the library, as a table of one row each, and for the reference."""
    parts = [{"text": each} if isinstance(each, str) else dict(zip(PARTS, each, strict=True)) for each in articles]
    table = build_table(ARTICLES, [{"article_id": f"a{k}", **each} for k, each in enumerate(parts)])
    borders: dict[str, list[tuple[str, int, int]]] = {name: [] for name in table["article_id"]}
    for sentence in mediakit.split_sentences(table).itertuples():
        borders[sentence.article_id].append((sentence.part, sentence.start, sentence.end))
    return [(table.iloc[[k]], Article(each, borders[f"a{k}"])) for k, each in enumerate(parts)]


ARTICLES_OF_CASES = [case[1] for case in [*cases_by_hand.CASES, *BY_REFERENCE]]
BUILT = dict(zip(map(str, ARTICLES_OF_CASES), build(ARTICLES_OF_CASES), strict=True))


def in_order(spans: Any) -> list[tuple[str, int, int]]:
    """Return part, start and end of spans, each once, in the order of the article."""
    return sorted(set(spans), key=lambda s: (PARTS.index(s[0]), *s[1:]))


def find(table: Any, topic: mediakit.Topic) -> list[tuple[str, int, int]]:
    """Return the spans that annotate_topic() finds."""
    return in_order((s.part, s.start, s.end) for s in mediakit.annotate_topic(table, topic).itertuples())


@QUIET
@pytest.mark.parametrize(("query", "article", "answer", "lists"), CASES)
def test_library_gives_the_answer_of_the_case(query: str, article: Any, answer: Any, lists: dict[str, Any]) -> None:
    table, same = BUILT[str(article)]
    topic = mediakit.Topic.from_terms(query, lists=lists)
    if isinstance(answer, bool):
        assert bool(mediakit.match_topic(table, topic).iloc[0, 0]) is answer
    else:
        assert [same.parts[part][start:end] for part, start, end in find(table, topic)] == answer


@pytest.mark.slow
@pytest.mark.parametrize(("query", "article", "answer", "lists"), CASES)
def test_reference_gives_the_answer_of_the_case(query: str, article: Any, answer: Any, lists: dict[str, Any]) -> None:
    _, same = BUILT[str(article)]
    reference = Reference(query, lists)
    if isinstance(answer, bool):
        assert reference.holds(same) is answer
    else:
        assert [same.parts[p][start:end] for p, start, end in in_order(reference.spans(same))] == answer


DEGREES = {
    "mentioned": "$energy | mentions",
    "treated": 'mentioned NEAR/3 (price | "main")',
    "main": "HEADLINE(treated) | SHARE(treated) >= 0.5 & COUNT(mentioned PARA treated) >= 2",
}
DEGREE_CASES = [
    (("Gas", "", ""), "mentioned"),
    (("Gas price", "", ""), "main"),
    (("", "Gas price", "Rain"), "treated"),
    (("", "The main petrol", "Rain"), "treated"),
    (("", "", "Oil price. Oil and a gas price. Rain"), "main"),
    (("", "", "Oil price.\nOil and a gas price. Rain. Sun. Wind"), "treated"),
    (("Petrol bomb price", "", "It treated of mentions"), "mentioned"),
    (("Prices", "Treated", "mentioned"), ""),
]


@QUIET
@pytest.mark.parametrize(("article", "degree"), DEGREE_CASES)
def test_degrees_of_a_file(article: tuple[str, str, str], degree: str, tmp_path: Path) -> None:
    lines = ['name = "mine"', 'title = "Mine"', 'description = "Mine."', "[lists]"]
    lines += ['fuel = { terms = ["diesel", "petrol"], exclude = ["petrol bomb*"] }', 'energy = ["oil", "gas", "$fuel"]']
    lines += ["[degrees]", *(f"{name} = '{query}'" for name, query in DEGREES.items())]
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    table, same = build([article])[0]
    lists = {"fuel": cases_by_hand.LISTS["fuel"], "energy": ["oil", "gas", "$fuel"]}
    met = [name for name in DEGREES if Reference(name, lists, DEGREES).holds(same)]
    assert (met or [""])[-1] == degree
    topic = mediakit.load_topic(path)
    assert mediakit.match_degree(table, topic)["degree"].iloc[0] == degree
    for name in DEGREES:
        higher = list(DEGREES)[list(DEGREES).index(name) :]
        assert bool(mediakit.match_topic(table, topic, degree=name).iloc[0, 0]) is (degree in higher)


@st.composite
def queries(draw: st.DrawFn) -> tuple[str, tuple[str, str, str]]:
    """Return a query of words or a condition, and an article."""

    def choose(several: Any) -> Any:
        return draw(st.sampled_from(several))

    make = choose([random_queries.make_query, random_queries.make_query, random_queries.make_condition])
    return make(choose, choose([0, 1, 1, 2])), random_queries.make_article(choose)


def assert_alike(query: str, article: tuple[str, str, str]) -> None:
    """Compare all that the library says of an article with what the reference says."""
    try:
        reference = Reference(query, random_queries.LISTS)
    except Refused:
        with pytest.raises(mediakit.QueryError):
            mediakit.Topic.from_terms(query, lists=random_queries.LISTS)
        return
    table, same = build([article])[0]
    topic = mediakit.Topic.from_terms(query, lists=random_queries.LISTS)
    assert find(table, topic) == in_order(reference.spans(same))
    assert bool(mediakit.match_topic(table, topic).iloc[0, 0]) is reference.holds(same)
    degree = mediakit.match_degree(table, topic).iloc[0]
    met = reference.sentences(same)
    assert degree["degree"] == ("treated" if reference.holds(same) else "")
    assert degree["n_sentences"] == len(met)
    assert degree["share_sentences"] == (len(met) / len(same.sentences) if same.sentences else 0)
    assert degree["in_headline"] == any(same.sentences[k][0] == "title" for k in met)
    after = [k for k, sentence in enumerate(same.sentences) if sentence[0] != "title"]
    assert degree["in_lead"] == bool(met & set(after[:4]))


@QUIET
@settings(max_examples=40, deadline=None)
@given(queries())
def test_library_and_reference_say_the_same(drawn: tuple[str, tuple[str, str, str]]) -> None:
    assert_alike(*drawn)


@pytest.mark.fuzz
@pytest.mark.slow
@QUIET
@settings(max_examples=FUZZ_RUNS or 1000, deadline=None)
@given(queries())
def test_library_and_reference_say_the_same_for_longer(drawn: tuple[str, tuple[str, str, str]]) -> None:
    assert_alike(*drawn)
