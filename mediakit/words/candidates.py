"""Which texts can hold what is searched for: a quick look at their letters, before any words are told apart.

The look may keep too many texts and must never lose one. What it looks for are letters and digits that a hit cannot
do without. Texts with characters that are set for other letters, or are not seen at all, are always kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mediakit.lexicon import Term, elements_of
from mediakit.query.compiled import Rules
from mediakit.query.tree import Chain, Either, Query

Bools = NDArray[np.bool_]
FEWEST_LETTERS = 3
MOST_LITERALS = 100
# What can be read as a letter of ASCII or as nothing at all. The expression is that of Arrow, which is RE2.
UNSURE = (
    "\\x{00aa}\\x{00ad}\\x{00ba}\\x{00b2}\\x{00b3}\\x{00b9}\\x{0130}\\x{0131}\\x{0132}\\x{0133}\\x{017f}"
    "\\x{0307}\\x{200b}-\\x{200f}\\x{202a}-\\x{202e}\\x{2060}-\\x{2064}\\x{212a}\\x{fb00}-\\x{fb06}\\x{feff}"
    "\\x{ff10}-\\x{ff19}\\x{ff21}-\\x{ff3a}\\x{ff41}-\\x{ff5a}\\x{1d400}-\\x{1d7ff}\\x00-\\x08\\x0e-\\x1f\\x7f"
)


def literals_of(terms: Iterable[Term]) -> list[str] | None:
    """Return for each term the longest run of ASCII letters and digits that it cannot do without.

    None stands for a look that is not worth taking: where a term has no run of three, or there are over a hundred.

    Examples
    --------
    >>> literals_of([Term("red line*", ""), Term("defen?e", "")]), literals_of([Term("войн*", "")])
    (['line', 'defen'], None)
    """
    found = dict.fromkeys(_literal(term) for term in terms)
    return None if len(found) > MOST_LITERALS or "" in found else list(found)


def _literal(term: Term) -> str:
    """Return the longest literal of a term, "" for one that has none of three letters."""
    patterns = [element.pattern for element in elements_of(term)]
    # A piece of a word that goes on with another letter still stands in it.
    pieces = [piece for pattern in patterns for piece in re.findall("[A-Za-z0-9]+", pattern)]
    longest = max(pieces, key=len, default="")
    return longest.lower() if len(longest) >= FEWEST_LETTERS else ""


def terms_needed(query: Query, rules: Rules) -> list[Term]:
    """Return the terms of which a text must hold one for a query to be met in it: those of its first operand.

    Examples
    --------
    >>> rules = Rules({"q": "(oil | gas) SENT price"}, {})
    >>> [term.text for term in terms_needed(rules.nodes["q"], rules)]
    ['oil', 'gas']
    """
    if isinstance(query, Chain):
        return terms_needed(query.first, rules)
    if isinstance(query, Either):
        return [term for item in query.items for term in terms_needed(item, rules)]
    inner = [rules.lists[name].words for name in query.lists]
    terms = [Term(text, "", exact) for text, exact in query.terms]
    return terms + [term for words in inner for term in terms_needed(words, rules)]


def may_hold(texts: pd.Series, literals: Sequence[str]) -> Bools:
    """Return which texts of a column may hold one of some literals.

    Examples
    --------
    >>> may_hold(pd.Series(["A Cease-fire?", "Cease\u00adfire", "rain"]), ["fire"]).tolist()
    [True, True, False]
    """
    column = pa.array(texts.astype("str"), type=pa.large_string())
    # Capitals make no difference to the literals alone: folded, the class of odd characters would hold s and k.
    return np.asarray(pc.match_substring_regex(column, f"(?i:{'|'.join(literals)})|[{UNSURE}]"), dtype=bool)
