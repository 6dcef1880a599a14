"""The grammar of queries, as docs/queries.md states it: from pieces to a tree, read once from left to right."""

from __future__ import annotations

import re
from collections.abc import Callable

from mediakit.errors import QueryError
from mediakit.query.lists import Lists, nearest, term_fault, terms_in
from mediakit.query.messages import query_error
from mediakit.query.tokens import Token, cut_query
from mediakit.query.tree import Chain, Check, Condition, Either, Every, Link, Node, Query, Some, Words, is_condition

MOST_NESTED = 40
MOST_JOINED = 50
# Gives the query that a word alone is the name of, or None; a LookupError holds what is wrong and what to write.
Names = Callable[[str], Node | None]
_BETWEEN = "Write |, NEAR/8, PRE/8, SENT or PARA between them."
_REVERSE = "Say first what must be there: harbour NOT SENT ferry. Of a condition write the reverse: COUNT(ferry) = 0."


def parse_query(text: str, lists: Lists | None = None, *, names: Names | None = None, where: str = "") -> Node:
    """Return the tree of a query.

    Parameters
    ----------
    text : str
        The query.
    lists : mapping
        Named lists, from read_lists().
    names : callable, optional
        Given a word that stands alone and without quotation marks, returns the query that it is the name of, or None.
    where : str
        Named in the message of an error.

    Raises
    ------
    QueryError
        With the query, a caret under the character concerned, and what to write instead.

    Examples
    --------
    >>> parse_query("oil | gas")
    Words(terms=(('oil', False), ('gas', False)), lists=())
    >>> parse_query("oil NEAR gas")
    Traceback (most recent call last):
    ...
    mediakit.errors.QueryError: NEAR needs a number of words. Write NEAR/8, at most 8 words between; w/8 also works.
        oil NEAR gas
            ^
    """
    return _Parser(text, lists or {}, names, where).query()


class _Parser:
    def __init__(self, text: str, lists: Lists, names: Names | None, where: str) -> None:
        self._text, self._lists, self._names, self._where = text, lists, names, where
        self._tokens, self._place, self._depth = cut_query(text, where), 0, 0

    def _fault(self, what: str, at: int, next_step: str) -> QueryError:
        return query_error(what, self._text, at, where=self._where, next_step=next_step)

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def query(self) -> Node:
        if self._next.kind == "end":
            raise self._fault("this query is empty", 0, 'Write the words to look for, such as NATO NEAR/8 "join*".')
        node = self._any()
        if self._next.kind != "end":
            raise self._unexpected(self._next)
        return node

    def _unexpected(self, token: Token) -> QueryError:
        if token.kind == ")":
            return self._fault("this bracket closes nothing", token.at, "Take it out, or open one before it.")
        before = self._tokens[self._place - 1]
        if token.text == "=" and before.kind == "word":
            step = "Write HEADLINE(...) for the title, LEAD/4(...) for the first 4 sentences after it."
            return self._fault(f"'{before.text}=' is a field of other databases", before.at, step)
        if token.kind == "compare":
            step = "Write for example COUNT($list) >= 3 or SHARE($list) >= 0.10."
            return self._fault("only COUNT(...) and SHARE(...) are compared", token.at, step)
        return self._fault(f"an operator is missing before '{token.text}'", token.at, _BETWEEN)

    def _any(self) -> Node:
        """Read what ``|`` joins, the loosest of all."""
        begin = self._next.at
        items, bars = [self._all()], []
        while self._next.kind == "|":
            bars.append(self._take())
            items.append(self._all())
        self._check_bars(items, bars, begin)
        if len(items) == 1:
            return items[0]
        if is_condition(items[0]):
            return Some(_conditions(items, Some))
        return either([_query(item) for item in items])

    def _check_bars(self, items: list[Node], bars: list[Token], begin: int) -> None:
        kinds = [is_condition(item) for item in items]
        if len(set(kinds)) > 1:
            bar = bars[kinds.index(not kinds[0]) - 1]
            raise self._fault(
                "words stand on one side and a condition of the whole article on the other",
                bar.at,
                "Make a condition of the words too: COUNT(...) >= 1.",
            )
        spelled = [bar for bar in bars if bar.text == "OR"]
        if spelled and any(isinstance(item, Chain) for item in items):
            raise self._fault(
                "OR binds tightest in some databases and loosest in others",
                spelled[0].at,
                "Put what it joins in brackets, (a OR b), or write |, which binds loosest.",
            )

    def _all(self) -> Node:
        """Read what ``&`` joins: conditions of an article."""
        items, signs = [self._chain()], []
        while self._next.kind == "&":
            signs.append(self._take())
            items.append(self._chain())
        if signs:
            wrong = next((i for i, item in enumerate(items) if not is_condition(item)), -1)
            if wrong >= 0:
                raise self._fault(
                    "& joins conditions of an article, and this is not one",
                    signs[max(wrong - 1, 0)].at,
                    "Write SENT, PARA or NEAR/8 between words, or COUNT(...) >= 1 & COUNT(...) >= 1.",
                )
            return Every(_conditions(items, Every))
        return items[0]

    def _chain(self) -> Node:
        """Read an operand and what follows it, from left to right."""
        first_at, first = self._next.at, self._operand()
        links: list[Link] = []
        while self._next.kind in ("operator", "NOT"):
            if len(links) == MOST_JOINED:
                step = "Give alternatives a name in [lists], or write several rules."
                raise self._fault(f"more than {MOST_JOINED} operators stand in a row", self._next.at, step)
            negated = self._next.kind == "NOT" and self._take()
            token = self._take()
            if token.kind != "operator":
                raise self._fault(
                    "NOT must say where something must not stand",
                    negated.at if negated else token.at,
                    "Write NOT SENT, NOT PARA, NOT NEAR/8 or NOT PRE/8.",
                )
            at, operand = self._next.at, self._operand()
            self._check_words(first, first_at, token)
            self._check_words(operand, at, token)
            link = Link(token.text, token.n, bool(negated), _query(operand))
            self._check_same([first, *(link.operand for link in links if not link.negated)], link, token.at)
            links.append(link)
        return Chain(_query(first), tuple(links)) if links else first

    def _check_words(self, node: Node, at: int, token: Token) -> None:
        if is_condition(node):
            raise self._fault(
                f"{token.text} joins words, and this is a condition of the whole article",
                at,
                "Join conditions with & or |: COUNT(...) >= 1 & HEADLINE(...).",
            )

    def _check_same(self, earlier: list[Node], link: Link, at: int) -> None:
        """Refuse an operand if it or one before it looks for nothing but what the other looks for."""
        if link.negated or not isinstance(link.operand, Words):
            return
        terms = terms_in(link.operand, self._lists)
        for node in earlier:
            others = terms_in(node, self._lists) if isinstance(node, Words) else {}
            same = [term for wanted, term in terms.items() if wanted in others]
            if same and len(same) in (len(terms), len(others)):
                raise self._fault(
                    f"{link.operator} joins two operands that both look for '{min(same)}'",
                    at,
                    "All terms of one stand in the other: take them out of one of the two.",
                )

    def _operand(self) -> Node:
        token = self._take()
        if token.kind == "word":
            return self._phrase(token)
        if token.kind == "quoted":
            return Words(((self._checked(token.text, token.at + 1), False),))
        if token.kind == "list":
            if token.text.lower() not in self._lists:
                raise self._fault(f"no list '{token.text}'", token.at, nearest(token.text, self._lists))
            return Words((), (token.text.lower(),))
        if token.kind == "(":
            return self._inside(token)
        if token.kind == "function":
            return self._function(token)
        raise self._no_operand(token)

    def _no_operand(self, token: Token) -> QueryError:
        self._place -= 1
        before = self._tokens[self._place - 1].text if self._place else ""
        if token.kind == "NOT" and before in ("", "("):
            return self._fault("a query can't begin with NOT", token.at, _REVERSE)
        if token.kind == "NOT" and self._tokens[self._place - 1].kind == "operator":
            return self._fault(f"NOT stands before {before}", token.at, f"Write NOT {before} ... .")
        if token.kind == "NOT":
            return self._fault(f"NOT can't stand behind {before}", token.at, _REVERSE)
        if token.kind == "end":
            return self._fault("something is missing at the end", token.at, "Write what to look for behind it.")
        if token.kind == "compare":
            return self._unexpected(token)
        what = f"something is missing before '{token.text}'"
        return self._fault(what, token.at, "Write a word, a $list or a bracket there.")

    def _phrase(self, token: Token) -> Node:
        """Read words side by side, which are a phrase; one word alone may be a name."""
        words = [token]
        while self._next.kind == "word":
            words.append(self._take())
        # EBSCO's and ProQuest's N5 and W5 would be looked for as words.
        foreign = next((word for word in words[1:-1] if re.fullmatch(r"[NW]\d{1,2}", word.text, re.ASCII)), None)
        if foreign:
            ours = ("NEAR/" if foreign.text[0] == "N" else "PRE/") + foreign.text[1:]
            step = f"Write {ours}, or put the phrase in quotation marks if it is meant."
            raise self._fault(f"{foreign.text} may be an operator of other databases", foreign.at, step)
        named = self._named(token) if len(words) == 1 else None
        if named:
            return named
        for word in words:
            # "door * open" needs the whole phrase to be judged.
            if word.text.strip("*"):
                self._checked(word.text, word.at)
        return Words(((self._checked(" ".join(word.text for word in words), token.at), False),))

    def _named(self, token: Token) -> Node | None:
        try:
            return self._names(token.text) if self._names else None
        except LookupError as error:
            raise self._fault(str(error.args[0]), token.at, str(error.args[1])) from None

    def _checked(self, term: str, at: int) -> str:
        fault = term_fault(term)
        if fault:
            raise self._fault(fault[0], min(at + fault[1], max(len(self._text) - 1, 0)), fault[2])
        return re.sub(r"\s+", " ", term.strip())

    def _inside(self, opened: Token) -> Node:
        """Read what stands in brackets."""
        self._depth += 1
        if self._depth > MOST_NESTED:
            step = "Give inner parts a name in [lists], or take brackets out."
            raise self._fault(f"brackets stand more than {MOST_NESTED} deep", opened.at, step)
        if self._next.kind == ")":
            raise self._fault("these brackets are empty", opened.at, "Write what to look for between them.")
        node = self._any()
        self._depth -= 1
        if self._next.kind == "end":
            raise self._fault("this bracket is never closed", opened.at, "Write ) where it ends.")
        if self._next.kind != ")":
            raise self._unexpected(self._next)
        self._take()
        return node

    def _function(self, token: Token) -> Node:
        opened = self._take()
        inner = self._inside(opened._replace(at=token.at))
        if is_condition(inner):
            step = "Write words in these brackets, and join conditions with & or | outside."
            raise self._fault(f"{token.text} takes words, not a condition", opened.at, step)
        query = _query(inner)
        if token.text == "CASE":
            if not isinstance(query, Words) or query.lists:
                step = 'Write CASE(US | "EU"): words and phrases joined by |.'
                raise self._fault("CASE takes words alone", opened.at, step)
            return Words(tuple((term, True) for term, _ in query.terms))
        if token.text == "HEADLINE" or token.text == "LEAD":
            return Check(token.text, query, token.n)
        if token.text == "HLEAD":
            return Some((Check("HEADLINE", query, -1), Check("LEAD", query, 4)))
        if token.text == "ATLEAST":
            return Check("COUNT", query, -1, ">=", token.n)
        return self._compared(token, query)

    def _compared(self, token: Token, query: Query) -> Check:
        sign, example = self._take(), "3" if token.text == "COUNT" else "0.10"
        step = f"Write {token.text}(...) >= {example}."
        if sign.kind != "compare":
            raise self._fault(f"{token.text}(...) must be compared with a number", token.at, step)
        number = self._take()
        form = r"\d{1,9}" if token.text == "COUNT" else r"(?:\d(?:\.\d{1,9})?|\.\d{1,9}|\d{1,3}(?:\.\d{1,9})?%)"
        if number.kind != "word" or not re.fullmatch(form, number.text, re.ASCII):
            kind = "a whole number" if token.text == "COUNT" else "a number from 0 to 1, or a percentage"
            raise self._fault(f"{token.text}(...) is compared with {kind}", number.at, step)
        value = float(number.text.rstrip("%")) / (100 if number.text.endswith("%") else 1)
        if token.text == "SHARE" and value > 1:
            raise self._fault("a share is from 0 to 1", number.at, f"Write {step[6:-1]}, or with a sign 10%.")
        return Check(token.text, query, -1, sign.text, value)


def either(items: list[Query]) -> Query:
    """Return any of some queries; words and lists among them become one."""
    flat = [part for item in items for part in (item.items if isinstance(item, Either) else (item,))]
    words = [item for item in flat if isinstance(item, Words)]
    terms = dict.fromkeys(term for item in words for term in item.terms)
    lists = dict.fromkeys(name for item in words for name in item.lists)
    rest = [item for item in flat if not isinstance(item, Words)]
    parts = [*([Words(tuple(terms), tuple(lists))] if words else []), *rest]
    return parts[0] if len(parts) == 1 else Either(tuple(dict.fromkeys(parts)))


def _conditions(items: list[Node], kind: type[Every] | type[Some]) -> tuple[Condition, ...]:
    """Return conditions, those of the same kind inside them taken out."""
    found: list[Condition] = []
    for item in items:
        assert is_condition(item)
        found += item.items if isinstance(item, kind) else [item]
    return tuple(dict.fromkeys(found))


def _query(node: Node) -> Query:
    assert isinstance(node, Words | Chain | Either)
    return node
