"""Term lists from files: what each form may look like, what is left out and said, and what stops the loading."""

from __future__ import annotations

import builtins
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mediakit import expand_wildcards, load_terms
from mediakit.errors import LexiconError, MissingExtraError, OptionError
from mediakit.lexicon import Lexicon, Term
from mediakit.tables import ARTICLES, build_table
from mediakit.wordlists import source
from mediakit.wordlists.term_list import SkippedTermsWarning, TermList, why_unusable
from tests.conftest import ROOT

UNMATCHABLE = ["", "war|peace", "[ck]olour", "war.*", r"\bwar", "^war", "war$", "(53)like", "like/53", "<of>like"]
UNMATCHABLE += [
    ":-)",
    ":D",
    "<3",
    "C++",
    "#MeToo",
    "@desk",
    "war!",
    "?",
    "*",
    "* *",
    "...",
    "100%",
    "(s)",
    "w/",
    "x " * 257,
]
MATCHABLE = [
    "war",
    "war*",
    "*war",
    "d?fen?e",
    "red line*",
    "door * open",
    "U.S.",
    "St. Petersburg",
    "Paris, Texas",
    "9/11",
]
MATCHABLE += [
    "AT&T",
    "can't",
    "Russia’s border",
    "'til",
    "and/or",
    "red-line",
    "red_line",
    "Öl",
    "戦争",
    "Who?",
    "24",
    "o'clock",
]


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def load(path: Path) -> TermList:
    """Return a list that must load without a word of warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_terms(path)


def load_part(path: Path) -> tuple[TermList, list[tuple[Any, ...]]]:
    """Return a list that leaves something out, with what it left out; the warning must say how much that is."""
    with pytest.warns(SkippedTermsWarning) as caught:
        found = load_terms(path)
    (warning,) = caught
    rows = list(found.skipped.itertuples(index=False, name=None))
    assert f"{len(rows)} of {len(rows) + len(found.terms)} entries of {path} were left out" in str(warning.message)
    assert warning.filename == __file__
    return found, rows


def pairs(found: Lexicon) -> list[tuple[str, str]]:
    return [(term.label, term.text) for term in found.terms]


@pytest.mark.parametrize("label", ["label", "Category", "KEY"])
@pytest.mark.parametrize("term", ["term", "Word", "pattern", "expression"])
@pytest.mark.parametrize("mark", ["\t", ",", ";"])
@pytest.mark.parametrize("head", ["", "\ufeff", "# a comment; with, marks\t\n\n"])
def test_a_table_may_be_headed_and_separated_in_many_ways(
    tmp_path: Path, label: str, term: str, mark: str, head: str
) -> None:
    rows = [(label, "note", term), ("threat", "x", "menac*"), ("", "", ""), ("cost", "", "fare rise*")]
    path = write(tmp_path, "frames.csv", head + "\r\n".join(mark.join(row) for row in rows))
    found = load(path)
    assert pairs(found) == [("threat", "menac*"), ("cost", "fare rise*")]
    assert (found.name, list(found.skipped.columns), len(found.skipped)) == (
        "frames",
        ["line", "label", "term", "reason"],
        0,
    )


def test_further_columns_are_honoured_and_empty_ones_at_the_right_passed_over(tmp_path: Path) -> None:
    text = "label,term,case_sensitive,excluded,,\na,EU funds,YES,,,\na,warm*,no,true,,\na,war*\n"
    assert load(write(tmp_path, "a.csv", text)).terms == (
        Term("EU funds", "a", case_sensitive=True),
        Term("warm*", "a", excluded=True),
        Term("war*", "a"),
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("peace.txt", "truce\nred line*\n"),
        ("peace.tsv", "term\ntruce\nred line*\n"),
        ("peace.csv", '"truce"\r"red line*"'),
    ],
)
def test_one_column_is_one_label_named_after_the_file(tmp_path: Path, name: str, text: str) -> None:
    assert pairs(load(write(tmp_path, name, text))) == [("peace", "truce"), ("peace", "red line*")]


def test_quotation_marks_hold_a_cell_together_except_between_tabs(tmp_path: Path) -> None:
    assert pairs(load(write(tmp_path, "a.csv", 'label,term\nx,"Paris, Texas"\n'))) == [("x", "Paris, Texas")]
    assert pairs(load(write(tmp_path, "a.tsv", 'label\tterm\nx\t"truce\nx\twar\n'))) == [("x", '"truce'), ("x", "war")]


def test_a_toml_file_beside_it_gives_the_name(tmp_path: Path) -> None:
    write(tmp_path, "peace.toml", 'name = "terms of peace"\nlicence = "CC0"\n')
    found = load(write(tmp_path, "peace.txt", "truce\n"))
    assert (found.name, found.labels) == ("terms of peace", ["terms of peace"])


def test_terms_find_what_they_say(tmp_path: Path) -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": "Menacing words; red lines, red-line, a Red Line."}])
    found = load(write(tmp_path, "a.csv", "label,term\nx,menac*\nx,red line*\n"))
    assert expand_wildcards(articles, found)["n_matches"].sum() == 4


def test_duplicates_are_told_and_two_labels_may_share_a_term(tmp_path: Path) -> None:
    text = (
        "label,term,case_sensitive\na,war,\nb,war,\na,War,\na,  war ,no\na,Russia’s,\na,Russia's,\nb,US,yes\nb,us,yes\n"
    )
    found, left_out = load_part(write(tmp_path, "a.csv", text))
    assert pairs(found) == [("a", "war"), ("b", "war"), ("a", "Russia’s"), ("b", "US"), ("b", "us")]
    assert left_out == [
        (4, "a", "War", "is listed twice, first in line 2"),
        (5, "a", "war", "is listed twice, first in line 2"),
        (7, "a", "Russia's", "is listed twice, first in line 6"),
    ]


@pytest.mark.parametrize("term", MATCHABLE)
def test_terms_that_can_be_matched_are(term: str) -> None:
    assert why_unusable(term) == ""
    text = term.replace("*", "xyz").replace("?", "x")
    assert sum(len(matches.term) for _, matches in Lexicon("x", [Term(term, "x")]).find([f"Some {text} here."])) == 1


@pytest.mark.parametrize("term", UNMATCHABLE)
def test_terms_that_cannot_be_matched_are_left_out_and_told(tmp_path: Path, term: str) -> None:
    found, left_out = load_part(write(tmp_path, "a.tsv", f"label\tterm\nx\t{term}\nx\ttruce\n"))
    assert pairs(found) == [("x", "truce")]
    assert [(line, label, shown) for line, label, shown, _ in left_out] == [(2, "x", " ".join(term.split()))]


@given(st.text(alphabet="aÉ1戦*? '’\"-.,&/_+:()[]|#^$ǀ\u0301😁", max_size=12))
def test_every_term_is_used_or_has_a_reason(text: str) -> None:
    term = " ".join(text.split())
    if not why_unusable(term):
        assert Lexicon("x", [Term(term, "x")]).labels == ["x"]


def test_a_list_of_which_nothing_is_left_says_why(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none that can be matched: line 1: ':-\)' has no letter.*; and 2 more"):
        load_terms(write(tmp_path, "a.txt", ":-)\n" + ":-(\n" * 6))
    with pytest.raises(LexiconError, match="expected terms, found none"):
        load_terms(write(tmp_path, "a.csv", "label,term,excluded\nx,war,yes\n"))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "", "the file is empty"),
        ("a.yml", " \n", "the file is empty"),
        ("a.csv", "# one\n#\n## two\n", "found only comments"),
        ("a.csv", "label,term\n", "expected terms, found none "),
        ("a.csv", "label|term\nx|war\n", "there is no tab, comma or semicolon between them; got label|term"),
        ("a.csv", "category word\nx war\n", "no tab, comma or semicolon"),
        ("a.csv", "threat,menac*\ncost,fare\n", "must name the column of terms.*got threat | menac"),
        ("a.csv", "term,word,label\nwar,war,x\n", "must name the column of terms, once"),
        ("a.csv", "term,frame\nwar,x\n", "must name the column of labels.*label, category, key"),
        ("a.csv", "label,key,term\nx,x,war\n", "must name the column of labels, once"),
        ("a.csv", "label,term,exclude,excluded\nx,war,,\n", "names a column twice"),
        ("a.csv", "label\tterm\nx\twar\ny,peace\n", r"line 3: needs the cells of the first line \(2\), has 'y,peace'"),
        ("a.csv", "label,term\nx,war, and peace\n", "line 2: needs the cells"),
        ("a.csv", "label,term\n,war\n", "line 2: has no label: ' | war'"),
        ("a.csv", "label,term,excluded\nx,war,maybe\n", "must be yes or no: 'x | war | maybe'"),
        ("a.csv", "label,term,excluded\nx,war,\nx,War,yes\n", "line 3: 'War' is excluded, and in line 2 it is not"),
        ("a.csv", "label,term\n" + ",war\n" * 9, "line 6: has no label: ' | war'; and 4 more"),
        ("a.csv", 'label,term\nx,"war\ny,peace\n', "line 3 cannot be cut into cells"),
        ("a.csv", "label,term\nx,Öl\n".encode("cp1252"), "must be UTF-8, and line 2 is not"),
        ("a.csv", "label,term\nx,war\n".encode("utf-16"), "must be UTF-8, and line 1 is not"),
        ("a.csv", "label,term\nx,war\n".encode("utf-16-le"), "must be UTF-8, and line 1 is not"),
        ("a.docx", "war", "ends in one of .tsv, .csv, .*got '.docx'"),
        ("terms", "war", "got 'no ending'"),
        ("a.yml", "- war\n- peace\n", "'war' is not under any key"),
        ("a.yml", "'': war\n", "'war' is not under any key"),
        ("a.yml", "war\n", "'war' is not under any key"),
        ("a.yml", "? [a, b]\n: war\n", "line 1 has a key that is not text"),
        ("a.yml", "a:\n  - war\n  b:\n    - x\n", "not valid YAML; line 3: "),
        ("a.yml", "a:\n- war\n- \x07\n", "not valid YAML; "),
        ("a.yml", "{a: " * 5000, "line 1 is nested more than 100 levels deep"),
        ("a.yml", "a: &x [war]\nb: *x\n", r"line 2 has a reference, \*x"),
        ("a.dic", "war\t1\n", "between two lines that hold only %"),
        ("a.dic", "%\n1\ta\nwar\t1\n", "between two lines that hold only %"),
        ("a.dic", "%\n1\ta\nb\n%\nwar\t1\n", "line 3: expected the number and the name of a category, got 'b'"),
        ("a.dic", "%\n1\ta\n01\tb\n%\nwar\t1\n", r"line 3: the number or the name of '01\\tb' is listed twice"),
        ("a.dic", "%\n1\ta\n2\ta\n%\nwar\t1\n", "line 3: the number or the name"),
        (
            "a.dic",
            "%\n1\ta\n%\nwar\t1\npeace\n",
            "line 5: expected a term and the numbers of its categories, got 'peace'",
        ),
        ("a.dic", "%\n1\ta\n%\nwar\ta\n", r"line 4: expected a term and the numbers of its categories, got 'war\\ta'"),
        ("a.dicx", "term,a\nwar,X\n", "begins with the headings DicTerm"),
        ("a.dicx", "DicTerm,a,a\nwar,X,\n", "begins with the headings DicTerm"),
        ("a.dicx", "DicTerm,a\nwar,0.5\n", "must be X or empty: 'war | 0.5'"),
    ],
)
def test_a_file_that_breaks_the_rules_says_where(tmp_path: Path, name: str, text: str | bytes, message: str) -> None:
    path = write(tmp_path, name, text)
    with pytest.raises(LexiconError, match=message) as caught:
        load_terms(path)
    assert caught.value.where == str(path)
    assert caught.value.next_step


def test_paths_and_names_that_are_none(tmp_path: Path) -> None:
    for missing in (tmp_path / "nothing.csv", str(tmp_path), "nothing.csv", "x" * 5000 + ".csv", "a\0.csv"):
        with pytest.raises(LexiconError, match="found none"):
            load_terms(missing)
    with pytest.raises(OptionError, match="unknown term list 'frames'"):
        load_terms("frames")
    with pytest.raises(OptionError, match="by its name or its path, got list"):
        load_terms(["war"])


@pytest.mark.parametrize(
    ("text", "message"), [("name = war", "not valid TOML"), ("version = 1.0", "must be text, got version = 1.0")]
)
def test_a_faulty_toml_file_beside_it_is_named(tmp_path: Path, text: str, message: str) -> None:
    beside = write(tmp_path, "a.toml", text)
    with pytest.raises(LexiconError, match=message) as caught:
        load_terms(write(tmp_path, "a.txt", "war\n"))
    assert caught.value.where == str(beside)


def test_shipped_lists_are_those_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "weather.toml", 'kind = "terms"\nversion = "1"\nlicence = "CC0"\nlanguage = "en"\n')
    write(tmp_path, "weather.tsv", "label\tterm\nstorm\tgale*\n")
    monkeypatch.setattr(source, "shipped_folder", lambda: tmp_path)
    assert pairs(load_terms("weather")) == [("storm", "gale*")]
    with pytest.raises(OptionError, match=r"'wether'; did you mean 'weather'.*Pass one of 'weather', or the path"):
        load_terms("wether")


@pytest.fixture(params=["in C", "in Python"])
def yaml_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML with its loader in C, where it has one, and without."""
    if request.param == "in Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


@pytest.mark.usefixtures("yaml_loader")
def test_quanteda_keys_nest_and_words_stay_words(tmp_path: Path) -> None:
    text = """
economy:
  - tax*
  - no
  - 2008
  - yes:
      - "fare rise*"
US:
  MA: Boston
  '': Washington DC
  deep: {er: [[on, off]]}
tagged: !!python/object/apply:os.abort ["abort"]
"""
    assert pairs(load(write(tmp_path, "a.yaml", text))) == [
        ("economy", "tax*"),
        ("economy", "no"),
        ("economy", "2008"),
        ("economy/yes", "fare rise*"),
        ("US/MA", "Boston"),
        ("US", "Washington DC"),
        ("US/deep/er", "on"),
        ("US/deep/er", "off"),
        ("tagged", "abort"),
    ]


@pytest.mark.usefixtures("yaml_loader")
def test_quanteda_keys_without_terms_are_told(tmp_path: Path) -> None:
    _, left_out = load_part(write(tmp_path, "a.yml", "a: [war, War]\nb: []\nc: {}\nd:\ne: ~\n"))
    assert left_out == [
        (1, "a", "War", "is listed twice, first in line 1"),
        (2, "b", "", "is a category without terms"),
        (3, "c", "", "is a category without terms"),
        (4, "d", "", "has no term"),
        (5, "e", "~", "has no letter and no digit"),
    ]


@pytest.mark.usefixtures("yaml_loader")
def test_a_billion_laughs_are_refused_at_the_first(tmp_path: Path) -> None:
    lines = ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    ]
    with pytest.raises(LexiconError, match=r"line 2 has a reference, \*a"):
        load_terms(write(tmp_path, "laughs.yml", "\n".join(lines)))
    with pytest.raises(LexiconError, match="line 1 is nested more than 100 levels deep"):
        load_terms(write(tmp_path, "deep.yml", "{a: [" * 50_000))


def test_yaml_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_yaml(name: str, *args: Any, **options: Any) -> Any:
        if name == "yaml":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without_yaml)
    with pytest.raises(MissingExtraError, match=r'pyyaml.*pip install "mediakit\[yaml\]"'):
        load_terms(write(tmp_path, "a.yml", "a: war\n"))


def test_liwc_in_its_old_form(tmp_path: Path) -> None:
    text = """\ufeff%
01\tfunct
02\tnegative emotion
3\tunused
%

the\t01
abus*\t\t02
hate 2 01
a lot\t1
like\t(02 134)125/464\t(02 134)126\t02\t2
kind\t<of>131/125\t1
(53)like\t1\t2
like/53\t1
:)\t1
fine\t77\t1
"""
    found, left_out = load_part(write(tmp_path, "old.dic", text))
    assert pairs(found) == [
        ("funct", "the"),
        ("negative emotion", "abus*"),
        ("negative emotion", "hate"),
        ("funct", "hate"),
        ("funct", "a lot"),
        ("negative emotion", "like"),
        ("funct", "kind"),
        ("funct", "fine"),
    ]
    condition = "has a condition, as LIWC writes them"
    assert left_out == [
        (11, "", "like", "has a category under a condition, (02 134)125/464"),
        (11, "", "like", "has a category under a condition, (02 134)126"),
        (11, "negative emotion", "like", "is listed twice, first in line 11"),
        (12, "", "kind", "has a category under a condition, <of>131/125"),
        (13, "funct", "(53)like", condition),
        (13, "negative emotion", "(53)like", condition),
        (14, "funct", "like/53", condition),
        (15, "funct", ":)", "has no letter and no digit"),
        (16, "", "fine", "has the category 77, which the file does not name"),
        (4, "unused", "", "is a category without terms"),
    ]


def test_liwc_with_nested_categories(tmp_path: Path) -> None:
    text = "%\n1\tfunction (Function Words)\n\t2\tpronoun (Pronouns)\n\t\t3\tppron\n%\nhe's\t1\t2\t3\r\nthough\t1\n"
    found = load(write(tmp_path, "new.dic", text))
    assert found.labels == ["function (Function Words)", "pronoun (Pronouns)", "ppron"]
    assert [term.text for term in found.terms] == ["he's", "he's", "he's", "though"]


def test_liwc_22_tables(tmp_path: Path) -> None:
    found, left_out = load_part(
        write(tmp_path, "x.dicx", "DicTerm,care,harm,odd\nsafe*,X,,\nhot and cold,x,X,\nidle,,,\n")
    )
    assert pairs(found) == [("care", "safe*"), ("care", "hot and cold"), ("harm", "hot and cold")]
    assert left_out == [(4, "", "idle", "has no category"), (1, "odd", "", "is a category without terms")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "war\n" * 11),
        ("a.csv", "label,term\n" + "x\n" * 11),
        ("a.yml", "a: [" + "[], " * 11 + "]"),
        ("a.dic", "%\n" + "x\n" * 11),
        ("a.dic", "%\n1\ta\n2\tb\n%\n" + "war\t1\t2\n" * 6),
    ],
)
def test_a_list_has_a_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setattr(source, "MOST_ENTRIES", 10)
    path = write(tmp_path, name, text)
    with pytest.raises(LexiconError, match="at most 10 entries, this one has more"):
        load_terms(path)
    monkeypatch.setattr(source, "MOST_BYTES", 10)
    with pytest.raises(LexiconError, match="at most 0 MB, this file has more"):
        load_terms(path)


def test_a_list_is_not_read_line_by_line_into_memory() -> None:
    lines = source.lines_of("war\n" * 3)
    assert iter(lines) is lines
    assert list(lines) == [(1, "war\n"), (2, "war\n"), (3, "war\n")]


@pytest.mark.parametrize(
    ("page", "title"), [("tone.md", "A lexicon of your own"), ("topics.md", "A term list of your own")]
)
def test_the_examples_of_the_pages_run(page: str, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (section,) = re.findall(
        rf"^## {title}\n(.*?)^## ", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    parts = re.findall(r"(?:Save this as\s`([\w.]+)`[^`]*(?:`[^`]*`[^`]*)*?)?```(\w+)\n(.*?)```", section, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {
        "articles": build_table(ARTICLES, [{"article_id": "a", "text": "Storms, a red alert, storm troops."}])
    }
    for name, language, text in parts:
        if language == "python":
            exec(text, names)
        else:
            (tmp_path / name).write_text(text, "utf-8")
    assert {path.suffix for path in tmp_path.iterdir()} >= {".csv"}
    if page == "tone.md":
        harbour = names["load_lexicon"]("harbour.csv")
        assert (harbour.name, harbour.version, harbour.licence) == ("harbour", "1.1", "CC BY 4.0")
        assert (names["mine"].valences.keys(), "layoffs" in harbour.valences) == ({"calm", "gale", "stranded"}, True)
        assert names["polarity_scores"](["A gale."], lexicon=names["mine"])["compound"].item() < 0
    else:
        assert names["weather"].labels == ["storm", "calm"]
        found = names["expand_wildcards"](names["articles"], names["weather"])
        assert found["matched"].tolist() == ["red alert", "storms"]
