"""A query that can't be read is refused with a caret under the character and a word on what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.errors import QueryError, TopicError
from mediakit.query.compiled import Rules
from mediakit.query.lists import read_lists
from mediakit.query.parse import parse_query
from mediakit.query.tree import Chain, Check, Either, Every, Some, Words

LISTS = read_lists({"harbour": ["harbour*", "port"], "ships": ["ferry", "ferries", "$boats"], "boats": ["boat*"]})

# The query, what is said, and the piece of the query that the caret stands under ("" for the end).
REFUSED = [
    ("$harbour SENT $ship", "no list 'ship'. Did you mean $ships?", "$ship"),
    ("$x", "no list 'x'. Lists here are $harbour", "$x"),
    ("(ferry | boat", "this bracket is never closed", "("),
    ("ferry)", "this bracket closes nothing", ")"),
    ("()", "these brackets are empty", "("),
    ('"red line', "this quotation mark is never closed", '"'),
    ("“red line", "this quotation mark is never closed", "“"),
    ("'red line'", "single quotation marks mean nothing here", "'"),
    ("ferry NEAR boat", "NEAR needs a number of words. Write NEAR/8", "NEAR"),
    ("ferry PRE boat", "PRE needs a number of words", "PRE"),
    ("ferry NEAR/101 boat", "at most 100 words may stand between", "NEAR"),
    ("ferry w/9999999999 boat", "at most 100 words may stand between", "w/"),
    ("NOT ferry", "a query can't begin with NOT", "NOT"),
    ("NOT", "a query can't begin with NOT", "NOT"),
    ("boat | (NOT ferry)", "a query can't begin with NOT", "NOT"),
    ("boat SENT NOT ferry", "NOT stands before SENT. Write NOT SENT", "NOT"),
    ("boat | NOT ferry", "NOT can't stand behind |. Say first what must be there", "NOT"),
    ("COUNT(boat) > 1 & NOT HEADLINE(ferry)", "Of a condition write the reverse: COUNT(ferry) = 0", "NOT"),
    ("boat NOT ferry", "NOT must say where something must not stand", "NOT"),
    ("ferry AND boat", "AND leaves the distance open. Write SENT (in one sentence), PARA", "AND"),
    ("ferry ANDNOT boat", "ANDNOT leaves the distance open", "ANDNOT"),
    ("COUNT(ferry) > 1 AND COUNT(boat) > 1", "conditions such as COUNT(...) >= 3 are joined by &", "AND"),
    ("ferry SAME boat", "Write PARA", "SAME"),
    ("ferry XOR boat", "XOR is not an operator here", "XOR"),
    ("ferry WITHIN boat", "WITHIN is not an operator here", "WITHIN"),
    ("ferry w/seg boat", "w/seg is an operator of other databases", "w/seg"),
    ("ferry onear/3 boat", "'onear/3' is no operator here", "onear/3"),
    ("ferry and boat", "'and' may be an operator or a word", "and"),
    ("ferry and boat", 'If the word is meant, put it in quotation marks: "and".', "and"),
    ("ferry near boat", "Write NEAR/8, at most 8 words between", "near"),
    ("ferry NEAR/-1 boat", "NEAR needs a number of words", "NEAR/"),
    ("ferry pre/ 5 boat", "PRE needs a number of words", "pre/"),
    ("ferry N5 boat", "N5 may be an operator of other databases. Write NEAR/5", "N5"),
    ("ferry SENT the port W12 boat", "W12 may be an operator of other databases. Write PRE/12", "W12"),
    ("after 9/11", 'If it is a word, put it in quotation marks: "9/11".', "9/11"),
    ("*" * 1000, f"'{'*' * 40}…' has fewer than 3 letters", ""),
    ("he sent boats", "'sent' may be an operator or a word", "sent"),
    ("hd=(ferry)", "'hd=' is a field of other databases", "hd"),
    ("TI(ferry)", "'TI(' is no function here", "TI"),
    ("ferr!", "! does not cut a word short here. Write ferr*.", "!"),
    ('"ferry boat"~10', "'~10' is no word and no operator here", "~10"),
    ("ferry -boat", "'-boat' is no word and no operator here", "-boat"),
    ("ferry ... boat", "'...' is no word", "..."),
    ("ferry [boat]", "[ is no sign of a query. Write round brackets.", "["),
    ("ferry NEAR/5 ferry", "NEAR joins two operands that both look for 'ferry'", "NEAR"),
    ("$ships SENT boat*", "SENT joins two operands that both look for 'boat*'", "SENT"),
    ("boat* SENT $ships", "SENT joins two operands that both look for 'boat*'", "SENT"),
    ("ferry-boat SENT Ferry boat", "SENT joins two operands that both look for 'Ferry boat'", "SENT"),
    ("CASE(Port) SENT port", "SENT joins two operands that both look for 'port'", "SENT"),
    ("port SENT tug NEAR/3 port", "NEAR joins two operands", "NEAR"),
    ("fe*", "'fe*' has fewer than 3 letters beside its *", "fe*"),
    ('ferry SENT "an *"', "'*' has fewer than 3 letters beside its *", "*"),
    ("*", "'*' has fewer than 3 letters beside its *", "*"),
    ("ferry & boat", "& joins conditions of an article", "&"),
    ("COUNT(ferry) >= 2 & boat", "& joins conditions of an article", "&"),
    ("HEADLINE(ferry) | boat", "words stand on one side and a condition of the whole article on the other", "|"),
    ("ferry SENT HEADLINE(boat)", "SENT joins words, and this is a condition", "HEADLINE"),
    ("HEADLINE(COUNT(ferry) > 1)", "HEADLINE takes words, not a condition", "("),
    ("COUNT(ferry)", "COUNT(...) must be compared with a number", "COUNT"),
    ("COUNT(ferry) >= 1.5", "COUNT(...) is compared with a whole number", "1.5"),
    ("SHARE(ferry) >= 10", "SHARE(...) is compared with a number from 0 to 1, or a percentage", "10"),
    ("SHARE(ferry) >= 200%", "a share is from 0 to 1", "200%"),
    ("ferry >= 3", "only COUNT(...) and SHARE(...) are compared", ">="),
    ("LEAD(ferry)", "LEAD needs a number. Write LEAD/4(...)", "LEAD"),
    ("LEAD/0(ferry)", "LEAD needs a number from 1", "LEAD"),
    ("COUNT ferry", "COUNT needs brackets", "COUNT"),
    ("CASE($ships)", "CASE takes words alone", "("),
    ("ferry OR boat SENT tug", "OR binds tightest in some databases", "OR"),
    ('ferry "boat"', "an operator is missing before 'boat'", '"'),
    ("ferry (boat)", "an operator is missing before '('", "("),
    ("ferry |", "something is missing at the end", ""),
    ("| ferry", "something is missing before '|'", "|"),
    ("$", "$ needs the name of a list", "$"),
    ("", "this query is empty", ""),
    (" SENT ".join(f"word{i}" for i in range(60)), "more than 50 operators stand in a row", ""),
    ("(" * 41 + "ferry" + ")" * 41, "brackets stand more than 40 deep", ""),
]


@pytest.mark.parametrize(("query", "said", "under"), REFUSED)
def test_a_query_is_refused_with_a_caret(query: str, said: str, under: str) -> None:
    where = "ferries.toml, frame 'cost', rule 2"
    with pytest.raises(QueryError) as caught:
        parse_query(query, LISTS, where=where)
    first, line, caret = str(caught.value).split("\n")
    assert said in first.replace(f" (in {where})", "")
    assert f" (in {where}). " in first
    assert caret.strip() == "^"
    shown = line[4:]
    if len(query) < 70:
        assert shown == query
        at = caret.index("^") - 4
        assert query[at:].startswith(under) and (under or at == len(query))


def test_a_long_query_is_shown_around_its_fault() -> None:
    query = " | ".join(f"word{i}" for i in range(200)) + " AND " + " | ".join(f"more{i}" for i in range(200))
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    _, line, caret = str(caught.value).split("\n")
    assert len(line) < 90
    assert line[caret.index("^") :].startswith("AND")


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"a": ["$b"], "b": ["x", "$c"], "c": ["$a"]}, "lists stand in a circle: "),
        ({"a": ["$a"]}, "lists stand in a circle: a → a"),
        ({"a": {"terms": ["ship"], "exclude": ["$a"]}}, "lists stand in a circle: a → a"),
        ({"a": ["$growt"], "growth": ["expan*"]}, "Did you mean $growth?"),
        ({"a": []}, "a list needs at least one term"),
        ({"a": "ship"}, "a list must be terms such as"),
        ({"a": {"words": ["ship"]}}, "a list must be terms such as"),
        ({"a": ["sh*"]}, "fewer than 3 letters"),
        ({"a": ["--"]}, "words of letters or digits"),
        ({"a": {"case_sensitive": ["$b"]}, "b": ["x"]}, "a list brings its own case"),
        ({"a": ["x"], "A": ["y"]}, "'A' is there twice"),
        ({"a-b": ["x"]}, "'a-b' is no name of a list"),
    ],
)
def test_lists_that_break_the_rules_are_named(lists: Mapping[str, Any], said: str) -> None:
    with pytest.raises(TopicError) as caught:
        read_lists(lists, "ferries.toml")
    assert said in str(caught.value) and "ferries.toml, list '" in str(caught.value)


def word(*terms: str) -> Words:
    return Words(tuple((term, False) for term in terms))


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        ("a1 w/5 b1", "a1 NEAR/5 b1"),
        ("a1 W/5 b1", "a1 NEAR/5 b1"),
        ("a1 near/5 b1", "a1 NEAR/5 b1"),
        ("a1 n/5 b1", "a1 NEAR/5 b1"),
        ("a1 near5 b1", "a1 NEAR/5 b1"),
        ("a1 /5 b1", "a1 NEAR/5 b1"),
        ("a1 pre/5 b1", "a1 PRE/5 b1"),
        ("a1 p/5 b1", "a1 PRE/5 b1"),
        ("a1 adj5 b1", "a1 PRE/5 b1"),
        ("a1 adj/5 b1", "a1 PRE/5 b1"),
        ("a1 adj b1", "a1 PRE/0 b1"),
        ("a1 w/s b1", "a1 SENT b1"),
        ("a1 /s b1", "a1 SENT b1"),
        ("a1 w/p b1", "a1 PARA b1"),
        ("a1 /p b1", "a1 PARA b1"),
        ("a1 NOT w/5 b1", "a1 NOT NEAR/5 b1"),
        ("atleast3(a1)", "COUNT(a1) >= 3"),
        ("hlead(a1)", "HEADLINE(a1) | LEAD/4(a1)"),
        ("a1 OR b1", "a1 | b1"),
        ("(a1 OR b1) SENT c1", "(a1 | b1) SENT c1"),
        ("a1, b1 c1", 'a1 | "b1 c1"'),
        ("“a1 b1”", '"a1  b1"'),
        ("SHARE(a1) > 10%", "share(a1) > 0.10"),
    ],
)
def test_other_ways_of_writing_mean_the_same(foreign: str, ours: str) -> None:
    assert parse_query(foreign) == parse_query(ours)


def test_rank() -> None:
    a, b, c = word("a1"), word("b1"), word("c1")
    chain = parse_query("a1 NEAR/3 b1 NOT SENT c1")
    assert isinstance(chain, Chain) and chain.first == a
    assert [(link.operator, link.n, link.negated, link.operand) for link in chain.links] == [
        ("NEAR", 3, False, b),
        ("SENT", -1, True, c),
    ]
    either = parse_query("a1 SENT b1 | c1")
    assert either == Either((c, parse_query("a1 SENT b1")))  # type: ignore[arg-type]
    main = parse_query("HEADLINE(a1) | COUNT(b1) >= 2 & LEAD/3(c1)")
    assert main == Some((Check("HEADLINE", a, -1), Every((Check("COUNT", b, -1, ">=", 2.0), Check("LEAD", c, 3)))))


SIGNS = """a1 b1 ferr* *a*a*b $ships $boats $none " “ ( ) | & , = >= < 3 0.1 10% 2,5 treated […] é ß ٣ 中 - / * ? ! '
NEAR/3 NEAR PRE/2 SENT PARA NOT AND OR w/5 /s adj hlead( atleast2( HEADLINE( COUNT( SHARE( LEAD/2( CASE("""
PIECES = st.sampled_from([*SIGNS.split(), "\n"])


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES).map("".join)))
def test_whatever_is_typed_is_read_or_refused(query: str) -> None:
    try:
        rules = Rules({"it": query}, LISTS)
    except QueryError as error:
        assert str(error).endswith("^")
    else:
        assert rules.texts == {"it": query}
