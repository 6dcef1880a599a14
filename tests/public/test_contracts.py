"""Every table that a public function returns has a contract, and keeps it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import mediakit
from mediakit.annotate.entities import ALIASES
from mediakit.annotate.expansions import EXPANSIONS
from mediakit.annotate.sentiment import POLARITY
from mediakit.clean.findings import FINDINGS
from mediakit.codes.agreement import AGREEMENT
from mediakit.codes.evaluation import EVALUATION
from mediakit.codes.shares import CORRECTED_SHARES
from mediakit.contract import Table
from mediakit.tables import (
    ARTICLES,
    CONTRASTS,
    ESTIMATES,
    PROBLEMS,
    SCORES,
    SENTENCES,
    SPANS,
    check_table,
)
from mediakit.word_tables import COLLOCATES, KEYNESS, WORD_COUNTS, WORD_SHIFT
from mediakit.wordlists.term_list import SKIPPED
from mediakit.words.in_context import EVIDENCE, MATCHES
from tests.conftest import ROOT

SAMPLE = ROOT / "data" / "sample"


@cache
def corpus() -> Any:
    return mediakit.read_corpus(SAMPLE)


def articles() -> pd.DataFrame:
    table: pd.DataFrame = corpus().articles
    return table


@cache
def topic() -> mediakit.Topic:
    return mediakit.load_topic("nato-enlargement")


def frames() -> mediakit.Lexicon:
    return mediakit.Lexicon("demo", [mediakit.Term("deter*", "deterrence"), mediakit.Term("zzz*", "never")])


@cache
def scores() -> pd.DataFrame:
    return mediakit.score_frames(articles(), topic())


Made = Callable[[], pd.DataFrame]
WALK: dict[str, tuple[Table, Made]] = {
    "read_articles": (ARTICLES, lambda: mediakit.read_articles(SAMPLE).articles),
    "read_corpus": (ARTICLES, articles),
    "clean_articles": (ARTICLES, lambda: mediakit.clean_articles(mediakit.read_articles(SAMPLE).articles)),
    "fill_languages": (ARTICLES, lambda: mediakit.fill_languages(articles())),
    "rename_outlets": (ARTICLES, lambda: mediakit.rename_outlets(articles(), _outlets())),
    "group_stories": (ARTICLES, lambda: mediakit.group_stories(articles())),
    "select_articles": (ARTICLES, lambda: mediakit.select_articles(articles(), topic())),
    "check_table": (ARTICLES, lambda: mediakit.check_table(articles(), ARTICLES)),
    "split_sentences": (SENTENCES, lambda: mediakit.split_sentences(articles())),
    "annotate_entities": (SPANS, lambda: mediakit.annotate_entities(articles())),
    "annotate_frames": (SPANS, lambda: mediakit.annotate_frames(articles(), topic())),
    "annotate_naming": (SPANS, lambda: mediakit.annotate_naming(articles(), topic())),
    "annotate_topic": (SPANS, lambda: mediakit.annotate_topic(articles(), mediakit.Topic.from_terms("NATO"))),
    "annotate_sentiment": (SPANS, lambda: mediakit.annotate_sentiment(articles())),
    "mark_boilerplate": (SPANS, lambda: mediakit.mark_boilerplate(mediakit.read_articles(SAMPLE).articles)),
    "mark_repeats": (SPANS, lambda: mediakit.mark_repeats(_repeating())),
    "blank_spans": (ARTICLES, lambda: mediakit.blank_spans(_repeating(), mediakit.mark_repeats(_repeating()))),
    "score_coverage": (SCORES, lambda: mediakit.score_coverage(articles(), topic())),
    "score_entities": (SCORES, lambda: mediakit.score_entities(articles())),
    "score_frames": (SCORES, scores),
    "score_naming": (SCORES, lambda: mediakit.score_naming(articles(), topic())),
    "score_sentiment": (SCORES, lambda: mediakit.score_sentiment(articles())),
    "fill_zeros": (SCORES, lambda: mediakit.fill_zeros(scores(), articles())),
    "estimate": (ESTIMATES, lambda: mediakit.estimate(scores(), articles(), by="outlet")),
    "trend": (ESTIMATES, lambda: mediakit.trend(scores(), articles(), every="month")),
    "compare_groups": (CONTRASTS, lambda: mediakit.compare_groups(scores(), articles(), by="outlet")),
    "plotted_table": (ESTIMATES, lambda: mediakit.plotted_table(_chart())),
    "score_words": (SCORES, lambda: mediakit.score_words(articles(), ["NATO", "talks"])),
    "count_words": (WORD_COUNTS, lambda: mediakit.count_words(articles(), by="outlet", every="month")),
    "top_words": (WORD_COUNTS, lambda: mediakit.top_words(articles())),
    "compare_words": (KEYNESS, lambda: mediakit.compare_words(articles(), by="outlet")),
    "collocates": (COLLOCATES, lambda: mediakit.collocates(articles(), "NATO")),
    "word_shift": (WORD_SHIFT, lambda: mediakit.word_shift(articles(), by="outlet", groups=_two())),
    "evidence": (EVIDENCE, lambda: mediakit.evidence(mediakit.annotate_naming(articles(), topic()), articles())),
    "search": (MATCHES, lambda: mediakit.search(articles(), "NATO NEAR/8 expan*")),
    "check_corpus": (FINDINGS, lambda: mediakit.check_corpus(_undated())),
    "expand_wildcards": (EXPANSIONS, lambda: mediakit.expand_wildcards(articles(), frames())),
    "load_aliases": (ALIASES, mediakit.load_aliases),
    "sample_for_shares": (SENTENCES, lambda: mediakit.sample_for_shares(mediakit.split_sentences(articles()), 50)),
    "agreement": (AGREEMENT, lambda: mediakit.agreement(_rated())),
    "evaluate_coding": (EVALUATION, lambda: mediakit.evaluate_coding(articles()[:20], _coded(), _coded())),
    "corrected_share": (
        CORRECTED_SHARES,
        lambda: mediakit.corrected_share(articles(), articles()[:20], _coded(), _coded()),
    ),
    "polarity_scores": (POLARITY, lambda: mediakit.polarity_scores(articles()["title"])),
}
# Read from an address, and so made by the same code as read_articles.
FETCHED = {"fetch_feed", "fetch_gdelt", "fetch_guardian", "fetch_pages", "fetch_sitemap"}
# Columns named after the topic and its strands, and those of a degree: see tests/query.
OF_THEIR_OWN = {"match_degree", "match_topic"}


def _undated() -> pd.DataFrame:
    return articles().assign(published=pd.Series(pd.NaT, index=articles().index, dtype="datetime64[us, UTC]"))


def _rated() -> pd.DataFrame:
    return pd.DataFrame({"unit": [1, 1, 2, 2], "coder": ["a", "b", "a", "b"], "value": [0, 0, 1, 1]})


def _coded() -> pd.DataFrame:
    return mediakit.annotate_with(articles(), lambda text: "nato" if "NATO" in text else None, unit="article").spans


def _repeating() -> pd.DataFrame:
    passage = " Everybody in the town had known of the plans for many years."
    return articles().assign(text=articles()["text"] + passage)


def _two() -> list[str]:
    return sorted(articles()["outlet"].unique())[:2]


def _outlets() -> pd.DataFrame:
    return pd.DataFrame({"outlet": articles()["outlet"].unique(), "country": "Norland"})


def _chart() -> Any:
    table = mediakit.estimate(scores(), articles(), by="outlet")
    return mediakit.plot_frames(table[table["measure"] == "frame_salience"])


def _asks_for_articles_alone(function: Callable[..., Any]) -> bool:
    needed = [name for name, one in inspect.signature(function).parameters.items() if one.default is one.empty]
    return needed == ["articles"]


# A measure that asks for nothing but articles need not be listed.
for _name in mediakit.__all__:
    if _name.startswith("score_") and _name not in WALK and _asks_for_articles_alone(getattr(mediakit, _name)):
        WALK[_name] = SCORES, partial(getattr(mediakit, _name), articles())


def test_the_walk_passes_every_function_that_returns_a_table() -> None:
    returning = {
        name
        for name in mediakit.__all__
        if inspect.isfunction(thing := getattr(mediakit, name))
        and any(kind in str(inspect.signature(thing).return_annotation) for kind in ("DataFrame", "ReadResult"))
    }
    assert returning == WALK.keys() | FETCHED | OF_THEIR_OWN


@pytest.mark.parametrize("name", WALK)
def test_it_keeps_its_contract(name: str) -> None:
    contract, make = WALK[name]
    table = make()
    assert len(check_table(table, contract)) > 0
    needed = [column.name for column in contract.columns if column.required]
    assert [column for column in table.columns if column in needed] == needed


@pytest.mark.parametrize("name", [name for name in WALK if name not in ("load_aliases", "polarity_scores")])
def test_its_docstring_names_its_contract(name: str) -> None:
    contract, _ = WALK[name]
    if name in ("check_table", "plotted_table"):
        return
    returns = (inspect.getdoc(getattr(mediakit, name)) or "").partition("Returns\n")[2]
    assert contract.name in returns.partition("Examples\n")[0]


def test_problems_keep_theirs_also_where_there_are_none() -> None:
    bad = mediakit.read_articles([{"title": "", "text": ""}, {"title": "T", "text": "x", "date": "someday"}])
    assert len(check_table(bad.problems, PROBLEMS)) > 0
    assert (
        len(check_table(mediakit.read_articles([{"title": "T", "text": "x", "date": "2022-05-09"}]).problems, PROBLEMS))
        >= 0
    )


def test_what_a_term_list_leaves_out_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("label,term\nwar,invasion*\nwar,:-(\n")
    with pytest.warns(UserWarning):
        terms = mediakit.load_terms(path)
    assert check_table(terms.skipped, SKIPPED)["term"].tolist() == [":-("]


def test_matches_are_true_or_false_for_the_topic_and_each_strand() -> None:
    table = mediakit.match_topic(articles(), topic())
    names = [topic().name, *(f"{topic().name}: {strand['title']}" for strand in topic().strands)]
    assert table.columns.tolist() == names and set(map(str, table.dtypes)) == {"bool"}
    assert table.index.equals(articles().index)


@pytest.mark.parametrize("name", ["scores", "estimate", "compare_groups"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_come_back_from_files_as_they_were(name: str, kind: str, tmp_path: Path) -> None:
    contract, make = WALK.get(name, (SCORES, scores))
    table, path = make(), tmp_path / f"table.{kind}"
    if kind == "csv":
        table.to_csv(path, index=False)
        back = pd.read_csv(path, dtype={"article_id": "str"})
    else:
        table.to_parquet(path)
        back = pd.read_parquet(path)
    check_table(back, contract)
    if contract is SCORES:
        one, two = (mediakit.estimate(made, articles(), by="outlet") for made in (table, back))
        keys = ["measure", "label", "outlet"]
        one, two = (made.sort_values(keys, ignore_index=True)[[*keys, "estimate", "conf_low"]] for made in (one, two))
        pd.testing.assert_frame_equal(one, two)
    elif contract is ESTIMATES:
        salience = back[back["measure"] == "frame_salience"]
        assert mediakit.alt_text(mediakit.plot_frames(salience)) == mediakit.alt_text(_chart())
