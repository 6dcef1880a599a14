"""VADER's rules on arrays: the valence of every lexicon word of a block, in its context.

Only lexicon words and the three words before them are ever looked at. A hit whose neighbours have no role keeps its
valence; the others go through the rules as arrays; the few near an idiom go to the exact scorer one by one.
How it works: docs/how-vader.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mediakit.vader.cutting import Block, Classes, Mask, Tokens, spell_emoji, split_tokens, strip_marks
from mediakit.vader.exact import valence_in_context
from mediakit.vader.names import LONGEST_LINK, Compounds, Reading
from mediakit.vader.plain import plain_block
from mediakit.vader.rules import (
    BUT,
    CAPITALS,
    FLIP,
    IDIOM,
    IDIOM_START,
    LEAST,
    LEXICAL,
    MASKABLE,
    NO,
    OR_NOR,
    RARE_BYTES,
    Masks,
    name_emoji,
)
from mediakit.vader.words import Index, Numbers, WordTable

Floats = npt.NDArray[np.float64]
NOWHERE = np.iinfo(np.int64).max
_BACK = np.array([[1], [2], [3]])
_WEIGHTS = (1.0, 0.95, 0.9)
_KEPT = 1 << 23  # bytes: more than the arrays of a block take


class Valences(NamedTuple):
    """The lexicon hits of a block.

    text, place : the text and the position among its words of each hit; value : its valence in context; counted :
    whether it counts as a hit; whole : whether vaderSentiment has an int there; n_words, exclamations, questions, but :
    words, exclamation and question marks and place of the first "but" of each text; hard : texts for the exact road.
    """

    text: Index
    place: Index
    value: Floats
    counted: Mask
    whole: Mask
    n_words: Index
    exclamations: Index
    questions: Index
    but: Index
    hard: set[int]

    def within(self, inside: Mask, shift: int) -> Valences:
        """Return only some of the hits, with their places shifted."""
        place = self.place[inside] + shift
        return self._replace(
            text=self.text[inside],
            place=place,
            value=self.value[inside],
            counted=self.counted[inside],
            whole=self.whole[inside],
        )


class _Hits(NamedTuple):
    """Hits that have something in their context; `before` holds the numbers of the three words before each."""

    at: Index
    text: Index
    numbers: Numbers
    before: Numbers
    value: Floats
    loud: Mask


def is_mixed(text: str) -> bool:
    """Return whether a text, known to have a word in capitals, has another that is not.

    Examples
    --------
    >>> is_mixed("GREAT news"), is_mixed("GREAT NEWS")
    (True, False)
    """
    head = text[:1000].split()[:-1]
    return not all(map(str.isupper, head)) or not all(map(str.isupper, name_emoji(text).split()))


class Kernel:
    """Find and weigh the lexicon words of a block of texts.

    Parameters
    ----------
    table : WordTable
        The words that matter.
    masks : Masks
        Phrases whose words don't count as lexicon words.
    classes : Classes
        Characters that need care.
    reading : Reading, optional
        How texts of news are read; by default as printed.
    """

    def __init__(self, table: WordTable, masks: Masks, classes: Classes, reading: Reading | None = None) -> None:
        self._table, self._masks, self._classes, self._reading = table, masks, classes, reading
        # once so much has been freed, glibc keeps the memory of one block for the next instead of giving it back
        np.empty(_KEPT, dtype=np.uint8)

    def weigh(self, block: Block, *, mixed: dict[int, bool] | None = None) -> Valences:
        """Return the valences of all lexicon words of a block, in text order.

        Parameters
        ----------
        block : Block
            The texts.
        mixed : dict of int to bool, optional
            What `is_mixed` says of each text, where the block holds only part of it.
        """
        block, wide = spell_emoji(plain_block(block) if self._reading else block, self._classes)
        tokens = split_tokens(block, wide)
        if not len(tokens.start):
            return _nothing(len(block.start))
        words, listed = self._table.find(tokens.folded, tokens.start, tokens.end)
        if self._reading:
            tokens, words, listed = self._split(tokens, words, listed, self._reading.compounds)
        page = _Page(block, tokens, words, self._table, {} if mixed is None else mixed)
        page.mark_negations()
        if self._masks:
            page.apply(self._masks, listed)
        if self._reading:
            page.pass_over_names(self._reading, listed)
        return page.weigh(listed)

    def _split(
        self, tokens: Tokens, words: Numbers, listed: Index, compounds: Compounds
    ) -> tuple[Tokens, Numbers, Index]:
        """Cut compounds at their hyphens; return the tokens, their numbers, and those that have one."""
        folded, start, end = tokens.folded, tokens.start, tokens.end
        hyphens = (folded == ord("-")).nonzero()[0]
        at = start.searchsorted(hyphens, side="right") - 1
        inside = (at >= 0) & (hyphens < end.take(at, mode="clip"))
        inside &= words.take(at, mode="clip") == 0
        at, hyphens = at[inside], hyphens[inside]
        text, splits = folded.tobytes(), compounds.splits
        borders = zip(start.take(at).tolist(), end.take(at).tolist(), strict=True)
        cut = np.array([splits(text[low:high]) for low, high in borders], dtype=np.bool_)
        at, hyphens = at[cut], hyphens[cut]
        if not len(at):
            return tokens, words, listed
        # tokens are in order and apart, and so are their parts: each hyphen ends one and begins another
        start, end = np.insert(start, at + 1, hyphens + 1), np.insert(end, at, hyphens)
        part = np.unique(np.concatenate([start.searchsorted(hyphens + 1), end.searchsorted(hyphens)]))
        low, high = start.take(part), end.take(part)
        strip_marks(folded, low, high)
        start[part], end[part] = low, high
        words = np.insert(words, at + 1, 0)
        words[part] = self._table.find(folded, low, high)[0]
        first = tokens.first + at.searchsorted(tokens.first)
        return tokens._replace(start=start, end=end, first=first), words, (words != 0).nonzero()[0]


def _nothing(n_texts: int) -> Valences:
    none = np.zeros(0, dtype=np.intp)
    zeros = np.zeros(n_texts, dtype=np.intp)
    never = none.astype(np.bool_)
    return Valences(none, none, none.astype(np.float64), never, never, zeros, zeros, zeros, zeros, set())


class _Page:
    """One block with its tokens and their word numbers."""

    def __init__(self, block: Block, tokens: Tokens, words: Numbers, table: WordTable, mixed: dict[int, bool]) -> None:
        self.block, self.tokens, self.words, self.table, self.mixed = block, tokens, words, table, mixed
        self.hard = tokens.hard

    def token(self, at: int) -> str:
        return self.block.read(self.tokens.start[at], self.tokens.end[at])

    def mark_negations(self) -> None:
        """Give every token with "n't" anywhere in it, and no word of its own, the number of a negation."""
        folded, start, end, words = self.tokens.folded, self.tokens.start, self.tokens.end, self.words
        places = self.tokens.marks
        places = places[folded.take(places) == ord("'")]
        places = places[(folded.take(places - 1) == ord("n")) & (folded.take(places + 1) == ord("t"))]
        at = start.searchsorted(places, side="right") - 1
        inside = (start.take(at, mode="clip") < places) & (places + 1 < end.take(at, mode="clip"))
        at = at[inside]
        words[at[words.take(at) == 0]] = self.table.negation

    def apply(self, masks: Masks, listed: Index) -> None:
        """Take lexicon words inside masked phrases out of the table."""
        tokens, words, table = self.tokens, self.words, self.table
        candidates = listed[(table.role.take(words.take(listed)) & MASKABLE) != 0]
        found, beside, candidates = table.near_phrases(tokens.folded, tokens.start, tokens.end, words, candidates)
        text_of, text_beside = (tokens.first.searchsorted(at, side="right") for at in (found, beside))
        masked = found[text_of == text_beside].tolist()
        read = self._lower_words(candidates, masks.reach)
        masked += [at for at, words_near in zip(candidates.tolist(), read, strict=True) if masks.covers(words_near, 0)]
        words[masked] = table.twin.take(words[masked])

    def _lower_words(self, at: Index, reach: int) -> Iterator[Callable[[int], str]]:
        """Yield for each of some tokens what returns the lower-case words around it, by their distance."""
        tokens = self.tokens
        near = at[:, None] + np.arange(-reach, reach + 1)
        text = tokens.first.searchsorted(at, side="right")[:, None]
        outside = (near < tokens.first.take(text - 1)) | (near >= tokens.first.take(text))
        start, end = tokens.start.take(near, mode="clip"), tokens.end.take(near, mode="clip")
        end[outside] = start[outside]
        folded = tokens.folded.tobytes()
        for low, high in zip(start.tolist(), end.tolist(), strict=True):

            def word_at(step: int, low: list[int] = low, high: list[int] = high) -> str:
                return folded[low[step + reach] : high[step + reach]].decode("utf-8", "surrogatepass").lower()

            yield word_at

    def pass_over_names(self, reading: Reading, listed: Index) -> None:
        """Take lexicon words inside names out of the table."""
        tokens, words, table, raw = self.tokens, self.words, self.table, self.block.raw
        found = listed[words.take(listed) <= table.n_found]
        start = tokens.start.take(found)
        written_so = raw.take(start) - np.uint8(65) < 26
        found, start = found[written_so], start[written_so]
        found = found[(raw.take(start + 1, mode="clip") - np.uint8(97) < 26) & (tokens.end.take(found) - start > 1)]
        found = found[self._near_capital(found)]
        text = tokens.first.searchsorted(found, side="right") - 1
        masked, pieces, last = [], [], -1
        for at, one, first in zip(found.tolist(), text.tolist(), tokens.first.take(text).tolist(), strict=True):
            if one != last:
                written = self.block.read(self.block.start[one], self.block.end[one])
                pieces, last = reading.compounds.pieces(written), one
            if reading.names.covers(pieces, at - first):
                masked.append(at)
        words[masked] = table.twin.take(words[masked])

    def _near_capital(self, at: Index) -> Mask:
        """Return which tokens have another with a capital beside them, or with small words between."""
        near = np.zeros(len(at), dtype=np.bool_)
        for step in (-1, 1):
            linked = np.ones(len(at), dtype=np.bool_)
            for back in range(step, 4 * step, step):  # two small words may stand between
                start = self.tokens.start.take(at + back, mode="clip")
                beside = self.block.raw.take(start)
                near |= linked & ((beside - np.uint8(65) < 26) | (beside > 127))
                length = self.tokens.end.take(at + back, mode="clip") - start
                linked &= length <= LONGEST_LINK
        return near

    def weigh(self, listed: Index) -> Valences:
        """Return the valences of all hits among the tokens whose word is in the table."""
        tokens, table = self.tokens, self.table
        first = tokens.first
        numbers = self.words.take(listed)
        found = listed[numbers <= table.n_found]
        numbers = self.words.take(found)
        borders = found.searchsorted(first)
        text = np.arange(len(first) - 1).repeat(borders[1:] - borders[:-1])
        place = found - first.take(text)
        value = table.valence.take(numbers)
        # Three rows: the word one, two and three places before each hit. What lies in another text is blanked next.
        before = self.words.take(found - _BACK, mode="wrap")
        before[place < _BACK] = table.absent
        loud = self._loud(found, text)
        special = table.acts_within.take(numbers) | loud
        for near in table.acts_before.take(before):
            special |= near
        counted, whole = value != 0, np.zeros(len(value), dtype=np.bool_)
        chosen = special.nonzero()[0]
        if len(chosen):
            hits = _Hits(found[chosen], text[chosen], numbers[chosen], before[:, chosen], value[chosen], loud[chosen])
            self._weigh_context(hits)
            value[chosen] = hits.value
            near = self._near_idiom(hits)
            if len(near):
                self._weigh_idioms(chosen[near], hits.at[near], hits.text[near], value, counted, whole)
        marks = (self._count("!"), self._count("?"), self._first_but(listed))
        return Valences(text, place, value, counted, whole, first[1:] - first[:-1], *marks, self.hard)

    def _count(self, mark: str) -> Index:
        """Return how often a mark occurs in each text."""
        start, end = self.block.start, self.block.end
        places = self.tokens.marks
        places = places[self.tokens.folded.take(places) == ord(mark)]
        text = start.searchsorted(places, side="right") - 1
        text = text[(text >= 0) & (places < end.take(text, mode="clip"))]
        return np.bincount(text, minlength=len(start))

    def _first_but(self, listed: Index) -> Index:
        first = self.tokens.first
        but = np.full(len(first) - 1, NOWHERE)
        places = listed[(self.table.role.take(self.words.take(listed)) & BUT) != 0][::-1]
        text = first.searchsorted(places, side="right") - 1
        # From the last to the first: of several in one text, the first one is written last and stays.
        but[text] = places - first.take(text)
        return but

    def _weigh_context(self, hits: _Hits) -> None:
        """Apply the rules that arrays can: "no", capitals, boosters and negations."""
        value, table = hits.value, self.table
        self._weigh_no(hits)
        value[hits.loud] += np.where(value[hits.loud] > 0, CAPITALS, -CAPITALS)
        boosts = table.boost.take(hits.before)
        extra = self._loud_boosters(hits, boosts)
        factors = table.factors(hits.before)
        for boost, capitals, factor, weight in zip(boosts, extra, factors, _WEIGHTS, strict=True):
            gain = np.where(value < 0, -boost, boost)
            gain += np.where(value > 0, capitals, -capitals)
            gain *= weight
            value += gain
            value *= factor

    def _weigh_no(self, hits: _Hits) -> None:
        """Apply the rules for "no": as a hit before another lexicon word, and before a hit."""
        value, role = hits.value, self.table.role
        one, two, three = role.take(hits.before)
        after = (((one | two) & NO) | ((three & NO) * ((one & OR_NOR) != 0))).nonzero()[0]
        flipped = value[after] * FLIP
        own = (role.take(hits.numbers) & NO).nonzero()[0]
        following = hits.at[own] + 1
        inside = following < self.tokens.first.take(hits.text[own] + 1)
        own, following = own[inside], following[inside]
        value[own[(role.take(self.words.take(following)) & LEXICAL) != 0]] = 0.0
        value[after] = flipped

    def _loud_boosters(self, hits: _Hits, boosts: Floats) -> Floats:
        """Return what capitals add to the boosters before each hit."""
        extra = np.zeros(boosts.shape)
        back, hit = boosts.nonzero()
        extra[back, hit] = CAPITALS * self._loud(hits.at[hit] - back - 1, hits.text[hit])
        return extra

    def _loud(self, at: Index, text: Index) -> Mask:
        """Return which tokens are in capitals in a text where not all tokens are."""
        loud = np.zeros(len(at), dtype=np.bool_)
        raw, tokens = self.block.raw, self.tokens
        calm = raw.take(tokens.start.take(at)) - np.uint8(97) < 26
        calm |= raw.take(tokens.end.take(at) - 1) - np.uint8(97) < 26
        for place in (~calm).nonzero()[0].tolist():
            if self.token(int(at[place])).isupper():
                loud[place] = self._is_mixed(int(text[place]))
        return loud

    def _is_mixed(self, text: int) -> bool:
        """Return whether a text, known to have one word in capitals, has a word that is not."""
        if text not in self.mixed:
            self.mixed[text] = is_mixed(self.block.read(self.block.start[text], self.block.end[text]))
        return self.mixed[text]

    def _near_idiom(self, hits: _Hits) -> Index:
        """Return the hits that a rare rule may concern: idioms, two-word boosters and "least"."""
        role = self.table.role
        own = role.take(hits.numbers)
        one, two, three = role.take(hits.before)
        following = role.take(self.words.take(hits.at + 1, mode="clip"))
        starts = (own & IDIOM_START) * ((following & IDIOM) != 0)
        near: Index = (((own | one | two | three) & IDIOM) | (one & LEAST) | starts).nonzero()[0]
        return near

    def _weigh_idioms(self, hit: Index, at: Index, text: Index, value: Floats, counted: Mask, whole: Mask) -> None:
        """Weigh the exact way what an idiom, a two-word booster or "least" may concern."""
        tokens = self.tokens
        low, high = np.maximum(at - 3, tokens.first.take(text)), np.minimum(at + 3, tokens.first.take(text + 1))
        columns = (hit, at, text, low, high, tokens.start.take(low), tokens.end.take(high - 1))
        for one, here, of_text, first, end, begin, finish in zip(*(part.tolist() for part in columns), strict=True):
            if not RARE_BYTES.search(tokens.folded[begin:finish].data):
                continue
            exact = self._weigh_exactly(here, of_text, slice(first, end))
            whole[one] = isinstance(exact, int)
            value[one] = exact or 0.0
            counted[one] &= exact is not None

    def _weigh_exactly(self, at: int, text: int, near: slice) -> float | None:
        table = self.table
        roles, values = table.role.take(self.words[near]).tolist(), table.valence.take(self.words[near]).tolist()
        borders = zip(self.tokens.start[near].tolist(), self.tokens.end[near].tolist(), strict=True)
        words = [self.block.read(start, end) for start, end in borders]
        return valence_in_context(
            [word.lower() for word in words],
            [value if role & LEXICAL else None for value, role in zip(values, roles, strict=True)],
            [word.isupper() and self._is_mixed(text) for word in words],
            at - near.start,
        )
