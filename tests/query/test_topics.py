"""Topics with lists, degrees and rules: who belongs, how much, and where the words stand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from mediakit.annotate.frames import annotate_frames
from mediakit.annotate.topic_hits import annotate_topic
from mediakit.cli import main
from mediakit.errors import OptionError, QueryError, TopicError
from mediakit.export.provenance import describe_provenance
from mediakit.score.coverage import score_coverage
from mediakit.score.frames import score_frames
from mediakit.score.zeros import fill_zeros
from mediakit.tables import ARTICLES, SPANS, build_table, check_table
from mediakit.topics import Topic, load_topic
from mediakit.topics.membership import match_degree, match_topic, select_articles
from mediakit.words.evidence import evidence

HEAD = 'name = "ferries"\ntitle = "Ferries"\ndescription = "On ferries."\n'
OLD = '[[query]]\nterms = ["ferry"]\n[[query]]\nterms = ["island*"]\n'
NEW = """
[lists]
boat = ["ferry", "ferries"]
cut = { terms = ["cancel*", "clos*"], exclude = ["close to", "closet*"], case_sensitive = ["END"] }
[degrees]
mentioned = '$Boat'
treated = '$boat NEAR/5 $cut'
main = 'HEADLINE(treated) | COUNT(treated) >= 2 & SHARE(treated) >= 0.25'
[[strands]]
title = "Winter"
rule = 'treated PARA (ice | snow*)'
[[strands]]
title = "Money"
terms = ["fare*"]
"""
FRAMES = """
[frames.lifeline]
title = "Lifeline"
definition = "d"
validity = "not validated"
terms = ["lifeline"]
rules = ['island* SENT (depend* | need*) NOT SENT "boat race"', 'doctor* NEAR/6 $boat']
[frames.cost]
title = "Cost"
definition = "d"
validity = "not validated"
terms = ["fare*"]
"""
TEXTS = {
    "head": ("Ferry closed", "Nobody knows why."),
    "twice": ("Day", "The ferry was cancelled.\nSnow fell. All ferries are cancelled for ice. Fares stay."),
    "once": ("Day", "Rain. " * 9 + "The ferry is closed.\nIce came."),
    "near": ("Day", "The ferry is close to the pier."),
    "none": ("Day", "Nothing."),
}


def table(texts: dict[str, tuple[str, str]] = TEXTS) -> pd.DataFrame:
    return build_table(ARTICLES, [{"article_id": key, "title": a, "text": b} for key, (a, b) in texts.items()])


def load(tmp_path: Path, text: str) -> Topic:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_topic(path)


@pytest.mark.filterwarnings("ignore:HEADLINE")
def test_degrees_and_strands(tmp_path: Path) -> None:
    topic, articles = load(tmp_path, HEAD + NEW), table()
    found = match_degree(articles, topic)
    assert found["degree"].tolist() == ["main", "main", "treated", "mentioned", ""]
    assert found["n_sentences"].tolist() == [1, 2, 1, 0, 0]
    assert found["share_sentences"].tolist() == [1 / 2, 2 / 5, 1 / 12, 0, 0]
    assert found["in_headline"].tolist() == [True, False, False, False, False]
    assert found["in_lead"].tolist() == [False, True, False, False, False]
    for degree, ids in (("mentioned", "head twice once near"), ("treated", "head twice once"), ("main", "head twice")):
        assert select_articles(articles, topic, degree=degree)["article_id"].tolist() == ids.split()
    assert select_articles(articles, topic)["article_id"].tolist() == ["head", "twice", "once"]
    matched = match_topic(articles, topic)
    assert matched["ferries: Winter"].tolist() == [False, True, False, False, False]
    assert matched["ferries: Money"].tolist() == [False, True, False, False, False]
    assert match_degree(articles, topic, parts="text")["degree"].tolist() == ["", "main", "treated", "mentioned", ""]


def test_old_files_mean_what_they_meant(tmp_path: Path) -> None:
    topic = load(tmp_path, HEAD + OLD)
    articles = table({"a": ("", "A ferry. An island."), "b": ("", "A ferry.")})
    assert select_articles(articles, topic)["article_id"].tolist() == ["a"]
    for call in (select_articles, match_topic):
        with pytest.raises(TopicError, match=r"has no degree 'main'.*Write a query for main into \[degrees\]"):
            call(articles, topic, degree="main")
    with pytest.raises(TopicError, match="does not say in which sentences"):
        match_degree(articles, topic)
    with pytest.raises(TopicError, match="does not say in which sentences"):
        score_coverage(articles, topic, unit="words")
    with pytest.raises(OptionError, match="degree must be one of 'mentioned', 'treated', 'main'"):
        select_articles(articles, topic, degree="much")
    with pytest.raises(OptionError, match="unit must be one of"):
        score_coverage(articles, topic, unit="pages")


def test_groups_and_degrees_go_together(tmp_path: Path) -> None:
    topic = load(tmp_path, HEAD + OLD + "[degrees]\nmentioned = 'ferry'\nmain = 'COUNT(ferry SENT island*) >= 1'\n")
    articles = table({"a": ("", "A ferry. An island."), "b": ("", "A ferry."), "c": ("", "An island ferry.")})
    for degree, ids in (("mentioned", "abc"), ("treated", "ac"), ("main", "c")):
        assert "".join(select_articles(articles, topic, degree=degree)["article_id"]) == ids


def test_coverage_in_sentences_and_words(tmp_path: Path) -> None:
    topic, articles = load(tmp_path, HEAD + NEW), table()
    full = fill_zeros(score_coverage(articles, topic, unit="sentences"), articles)
    own = full[full["label"] == "ferries"]
    assert own["total"].tolist() == [1, 2, 1, 0, 0]
    assert own["exposure"].tolist() == [2, 5, 12, 2, 2]
    assert full.loc[full["label"] == "ferries: Winter", "total"].tolist() == [0, 1, 0, 0, 0]
    assert set(full["label"]) == {"ferries", "ferries: Winter"}
    words = fill_zeros(score_coverage(articles, topic, unit="words"), articles)
    assert words.loc[words["label"] == "ferries", "total"].tolist() == [2, 10, 4, 0, 0]
    assert words.loc[words["label"] == "ferries", "exposure"].tolist() == [5, 15, 16, 8, 2]
    main = score_coverage(articles, topic, degree="main", unit="sentences")
    assert main.loc[main["label"] == "ferries", "article_id"].tolist() == ["head", "twice"]
    assert score_coverage(articles, topic, degree="mentioned").query("label == 'ferries'")["total"].sum() == 4


def test_frames_with_rules(tmp_path: Path) -> None:
    topic = load(tmp_path, HEAD + NEW + FRAMES)
    text = "A lifeline: the island depends on it and needs it. The doctor takes the ferry. Fares rose, fares fell."
    other = "Islanders need the boat race. The island needs it."
    articles = table({"a": ("", text), "b": ("", other)})
    spans = annotate_frames(articles, topic)
    assert len(check_table(spans, SPANS)) == 6
    rows = spans[["article_id", "label", "fired"]].values.tolist()
    assert rows == [
        ["a", "lifeline", ""],
        ["a", "lifeline", "island … depends"],
        ["a", "lifeline", "doctor … ferry"],
        ["a", "cost", ""],
        ["a", "cost", ""],
        ["b", "lifeline", "island … needs"],
    ]
    assert spans["rule"].iloc[2] == "doctor* NEAR/6 $boat"
    assert evidence(spans, articles)["hit"].tolist() == [
        "lifeline", "island", "doctor takes the ferry", "Fares", "fares", "island",
    ]  # fmt: skip
    full = fill_zeros(score_frames(articles, topic), articles)
    values = full.set_index(["measure", "label", "article_id"])["total"].sort_index()
    # Three hits in two sentences; a frame of terms alone counts places.
    assert values["frame_salience", "lifeline"].tolist() == [2, 1]
    assert values["frame_presence", "lifeline"].tolist() == [1, 0]
    assert values["frame_presence", "cost"].tolist() == [1, 0]
    assert values["frame_salience", "cost"].tolist() == [1, 0]
    nothing = table({"a": ("", "Rain.")})
    assert len(check_table(annotate_frames(nothing, topic), SPANS)) == 0
    assert score_frames(nothing, topic)["total"].sum() == 0


def test_a_frame_of_rules_alone(tmp_path: Path) -> None:
    frames = FRAMES.replace('terms = ["lifeline"]\n', "").replace('terms = ["fare*"]\n', "rules = ['fare*']\n")
    topic = load(tmp_path, HEAD + OLD + '[lists]\nboat = ["ferry"]\n' + frames)
    articles = table({"a": ("", "Fares rose. Ferry fares rose.")})
    assert annotate_frames(articles, topic)["label"].tolist() == ["cost", "cost"]
    assert fill_zeros(score_frames(articles, topic), articles)["total"].tolist() == [0, 1, 0, 2]


def test_where_the_words_stand(tmp_path: Path) -> None:
    topic, articles = load(tmp_path, HEAD + NEW), table()
    spans = annotate_topic(articles, topic)
    assert spans["fired"].tolist() == ["Ferry … closed", "ferry … cancelled", "ferries … cancelled", "ferry … closed"]
    assert spans["part"].tolist() == ["title", "text", "text", "text"]
    assert set(spans["layer"]) == {"topic"} and set(spans["label"]) == {"treated"}
    assert evidence(spans, articles)["hit"].tolist()[1] == "ferry was cancelled"
    assert set(annotate_topic(articles, topic, degree="mentioned")["article_id"]) == {"head", "twice", "once", "near"}


def test_one_line() -> None:
    articles = table()
    topic = Topic.from_terms("ferry, ferries", lists={"cut": ["closed"]})
    assert select_articles(articles, topic)["article_id"].tolist() == ["head", "twice", "once", "near"]
    assert select_articles(articles, Topic.from_terms("$cut", lists={"cut": ["closed"]}))["article_id"].tolist() == [
        "head",
        "once",
    ]
    assert select_articles(articles, Topic.from_terms("COUNT(rain) >= 9"))["article_id"].tolist() == ["once"]
    assert dict(describe_provenance(articles, topic))["rules sha-256"] == topic.rules.sha256
    with pytest.raises(TopicError, match="no degree 'main'"):
        select_articles(articles, topic, degree="main")
    with pytest.raises(OptionError, match="terms must be a query as text, got list"):
        Topic.from_terms(["ferry"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[degrees]\ntreated = 'ferry SENT'\n", "degree 'treated'"),
        ("[degrees]\nmentioned = 'ferry'\n", "'query' is missing"),
        ("[degrees]\ntreated = 'ferry'\nmuch = 'boat'\n", "degree 'much': degrees are mentioned, treated, main"),
        ("[degrees]\ntreated = ['ferry']\n", "degree 'treated': degrees are"),
        ("degrees = 3\n", "'degrees' must be a table"),
        ("[degrees]\ntreated = 'main | ferry'\nmain = 'COUNT(treated) > 1'\n", "stand in a circle"),
        ("[degrees]\ntreated = 'treated | ferry'\n", "'treated' is the name of this query itself"),
        ("[degrees]\ntreated = 'ferry'\nmain = 'mentioned SENT boat'\n", "there is no degree 'mentioned' here"),
        (NEW + FRAMES.replace("doctor* NEAR/6", "doctor* NEAR"), "frame 'lifeline', rule 2"),
        (NEW + FRAMES.replace("doctor* NEAR/6 $boat", "COUNT(doctor) > 2"), "a frame and a strand are found in"),
        (NEW + FRAMES.replace("rules = [", "rules = 'island' #"), "'rules' must be a list of queries as text"),
        (NEW.replace("rule = 'treated PARA (ice | snow*)'", "rule = ['ice']"), "'rule' must be a query as text"),
        (NEW.replace("fare*", "$boat"), "'$boat' names a list: lists stand in a rule"),
        (NEW.replace('"ferries"', '"$nothing"'), "no list 'nothing'"),
    ],
)
def test_faults_of_a_file_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TopicError) as caught:
        load(tmp_path, HEAD + text)
    assert said in str(caught.value) and "mine.toml" in str(caught.value)


def test_what_no_article_has_is_said() -> None:
    flat = table({"a": ("", "A ferry. Ice.")})
    with pytest.warns(UserWarning, match="no text has a line break"):
        select_articles(flat, Topic.from_terms("ferry PARA ice"))
    with pytest.warns(UserWarning, match="none has a title"):
        select_articles(flat, Topic.from_terms("HEADLINE(ferry)"))
    with pytest.warns(UserWarning, match="titles are not read"):
        select_articles(table(), Topic.from_terms("HEADLINE(ferry)"), parts="text")


def test_the_language_of_a_topic_counts() -> None:
    articles = table({"a": ("", "A ferry."), "b": ("", "A ferry.")}).assign(language=["en", "de"])
    topic = Topic("f", "F", "F.", language="en", degrees={"treated": "ferry"})
    assert select_articles(articles, topic)["article_id"].tolist() == ["a"]


def test_the_lead_begins_after_the_title() -> None:
    rows = [
        {"article_id": "a", "title": "Ferry", "standfirst": "Rain.", "text": "Ferry. Sun."},
        {"article_id": "b", "title": "Day", "standfirst": "Ferry! Rain.", "text": "Sun."},
        {"article_id": "c", "text": "Ferry. Sun."},
    ]
    articles = build_table(ARTICLES, rows)
    for n, ids in ((1, "bc"), (2, "abc")):
        assert "".join(select_articles(articles, Topic.from_terms(f"LEAD/{n}(ferry)"))["article_id"]) == ids


def test_many_stars_take_no_time() -> None:
    long = "a" * 5_000
    articles = table({"a": ("", f"{long} {long}b {'ab' * 3_000}")})
    query = "*a" * 30 + "b"
    spans = annotate_topic(articles, Topic.from_terms(f"{query} | {'*ab' * 20}c"))
    assert spans["end"].sub(spans["start"]).tolist() == [5_001, 6_000]


def test_a_query_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "out"
    rows = [{"title": f"Day {i}", "text": f"The ferry {i} is closed.", "date": "2022-05-09"} for i in range(12)]
    source.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert main(["report", str(source), "--terms", "ferry NEAR/5 clos*", "--out", str(out)]) == 0
    assert "ferry NEAR/5 clos*" in (out / "report.html").read_text("utf-8")
    capsys.readouterr()
    assert main(["report", str(source), "--terms", "ferry AND boat", "--out", str(out)]) == 2
    assert capsys.readouterr().err.endswith("    ferry AND boat\n          ^\n")


def test_errors_can_be_caught_by_kind() -> None:
    with pytest.raises(QueryError):
        Topic.from_terms("(")


@pytest.mark.parametrize(("text", "found"), [("oil war.\noil", 0), ("oil war\noil", 0), ("oil war, oil", 1)])
@pytest.mark.parametrize("part", ["title", "standfirst", "text"])
def test_no_term_reaches_over_a_line_break(part: str, text: str, found: int) -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", part: text}])
    assert len(annotate_topic(articles, Topic.from_terms('"war, oil"'))) == found
