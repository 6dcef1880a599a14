"""A hash table of words that looks up a whole array of byte spans at once.

A word is packed eight bytes at a time into 64-bit numbers. Its first eight bytes and its length pick a slot; the slot
names a word, and only tokens that found one are compared in full. Words that share a slot are chained.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from mediakit.vader.exact import negation
from mediakit.vader.rules import (
    BEFORE,
    BOOSTER,
    BOOSTERS,
    DOUBT,
    LEXICAL,
    MASKABLE,
    NEGATOR,
    NEVER,
    SO_THIS,
    STEPS,
    WITHIN,
    WITHOUT,
    Masks,
    known_roles,
)

Index = npt.NDArray[np.intp]
Packed = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.unsignedinteger[Any]]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SMALL_TABLE = 1 << 14  # words whose numbers, and those of their twins and kinds, fit into 16 bits
_STEPS = np.array(STEPS)
_FRONT = np.array([(1 << (8 * kept)) - 1 for kept in range(9)], dtype=np.uint64)
PADDING = 24
"""Bytes that must follow the last token in a buffer whose words are packed."""


def pack(words64: Packed, start: Index, length: Index) -> Packed:
    r"""Return up to eight bytes from each start, packed into one number, bytes past the length zero.

    Parameters
    ----------
    words64 : array of uint64
        The padded buffer, eight bytes a number.
    start, length : array of int
        Byte positions, and how many bytes count (any number from 0).

    Examples
    --------
    >>> buffer = np.frombuffer(b"one two".ljust(32, bytes(1)), dtype=np.uint64)
    >>> pack(buffer, np.array([4]), np.array([3])).tobytes()
    b'two\x00\x00\x00\x00\x00'
    """
    # Eight bytes from any start lie in two neighbouring numbers: the tail of one and the head of the next are put
    # together. A shift by 64 bits, where a number begins right there, gives 0 in NumPy, as it should.
    block = start >> 3
    shift = ((start & 7) << 3).view(np.uint64)
    packed = words64.take(block)
    packed >>= shift
    block += 1
    following = words64.take(block)
    np.subtract(np.uint64(64), shift, out=shift)
    following <<= shift
    packed |= following
    packed &= _FRONT.take(length, mode="clip")
    return packed


_KINDS = ((0, ""), (NEGATOR, "not"), (NEVER, "never"), (WITHOUT, "without"), (SO_THIS, "so"), (DOUBT, "doubt"))
"""The kinds of words that the rule for negation tells apart, with one word of each."""


class WordNumbers:
    """Some words by their number, from 1, in the order given.

    Parameters
    ----------
    words : list of str
        The words.

    Examples
    --------
    >>> text = np.frombuffer(b"good bad".ljust(32, bytes(1)), dtype=np.uint8)
    >>> WordNumbers(["bad"]).find(text, np.array([0, 5]), np.array([4, 8]))[0].tolist()
    [0, 1]
    """

    def __init__(self, words: list[str]) -> None:
        self.number_type: type[np.unsignedinteger[Any]] = np.uint16 if len(words) < _SMALL_TABLE else np.uint32
        self._keys(words)
        self._slots()

    def __len__(self) -> int:
        return len(self._length) - 1

    def _keys(self, words: list[str]) -> None:
        encoded = [word.encode("utf-8", "surrogatepass") for word in words]
        self._length = np.array([-1, *map(len, encoded)], dtype=np.intp)
        chunks = max(1, -(-int(self._length.max()) // 8))
        flat = b"".join(word.ljust(8 * chunks, b"\0") for word in (b"", *encoded))
        table = np.frombuffer(flat, dtype="<u8").reshape(len(words) + 1, chunks)
        self._chunks = [np.ascontiguousarray(table[:, chunk], dtype=np.uint64) for chunk in range(chunks)]

    def _slots(self) -> None:
        count = len(self)
        bits = min(24, max(18, count.bit_length() + 6))
        self._shift = np.uint64(64 - bits)
        slots = self._slot(self._chunks[0][1:], self._length[1:])
        order = np.argsort(slots, kind="stable")
        sorted_slots = slots[order]
        same_as_last = sorted_slots[1:] == sorted_slots[:-1]
        self._next: Numbers = np.zeros(count + 1, dtype=self.number_type)
        self._next[order[:-1][same_as_last] + 1] = order[1:][same_as_last] + 1
        heads = order[np.concatenate([[True], ~same_as_last])]
        self._table: Numbers = np.zeros(1 << bits, dtype=self.number_type)
        self._table[slots[heads]] = heads + 1
        self._filled = self._table != 0

    def _slot(self, packed: Packed, length: Index) -> Index:
        # The product overflows on purpose: its upper bits depend on all bits of word and length.
        mixed = packed + length.view(np.uint64)
        mixed *= _MULTIPLIER
        mixed >>= self._shift
        return mixed.view(np.intp)

    def find(self, folded: Bytes, start: Index, end: Index) -> tuple[Numbers, Index]:
        """Return the number of each token's word, 0 for words that are not in the table, and the tokens that have one.

        Parameters
        ----------
        folded : array of uint8
            Lower-case bytes, a multiple of 8 long, with `PADDING` spare bytes at the end.
        start, end : array of int
            Where each token's word begins and ends.

        Examples
        --------
        >>> table = WordNumbers(["good"])
        >>> text = np.frombuffer(b"good bad".ljust(32, bytes(1)), dtype=np.uint8)
        >>> table.find(text, np.array([0, 5]), np.array([4, 8]))[0].tolist()
        [1, 0]
        """
        words64 = folded.view(np.uint64)
        numbers: Numbers = np.zeros(len(start), dtype=self.number_type)
        length = end - start
        packed = pack(words64, start, length)
        tokens = self._filled.take(self._slot(packed, length)).nonzero()[0]
        start, length, packed = start.take(tokens), length.take(tokens), packed.take(tokens)
        guesses = self._settle(words64, start, length, packed)
        numbers[tokens] = guesses
        return numbers, tokens[guesses != 0]

    def _settle(self, words64: Packed, start: Index, length: Index, packed: Packed) -> Numbers:
        """Return the word of each token whose slot holds one, after comparing in full."""
        guesses: Numbers = self._table.take(self._slot(packed, length))
        wrong = (~self._equal(words64, guesses, start, length, packed)).nonzero()[0]
        while len(wrong):
            guesses[wrong] = tried = self._next.take(guesses.take(wrong))
            wrong = wrong[tried != 0]
            part = (start.take(wrong), length.take(wrong), packed.take(wrong))
            wrong = wrong[~self._equal(words64, guesses.take(wrong), *part)]
        return guesses

    def _equal(
        self, words64: Packed, numbers: Numbers, start: Index, length: Index, packed: Packed
    ) -> npt.NDArray[np.bool_]:
        equal: npt.NDArray[np.bool_] = self._chunks[0].take(numbers) == packed
        equal &= self._length.take(numbers) == length
        for chunk in range(1, len(self._chunks)):
            longer = (equal & (length > 8 * chunk)).nonzero()[0]
            if not len(longer):
                break
            rest = pack(words64, start.take(longer) + 8 * chunk, length.take(longer) - 8 * chunk)
            equal[longer] = self._chunks[chunk].take(numbers.take(longer)) == rest
        return equal


class WordTable(WordNumbers):
    """The words that matter to the rules, with their valences and roles, numbered from 1.

    Words that are looked up for their own valence come first, `n_found` of them.

    Parameters
    ----------
    valences : mapping of str to float
        Lower-case word to valence.
    masks : Masks
        Phrases whose words don't count as lexicon words.
    """

    def __init__(self, valences: Mapping[str, float], masks: Masks) -> None:
        known = known_roles(valences, masks)
        first = [word for word, role in known.items() if role & LEXICAL and not role & BOOSTER]
        looked_up = set(first)
        words = first + [word for word in known if word not in looked_up]
        super().__init__(words)
        # after the words: "a word with n't", "no word at all", "a word without any role"
        self.n_found, self.negation, self.absent, self.neutral = len(first), *(len(words) + np.arange(1, 4)).tolist()
        roles = [0, *(known[word] for word in words), NEGATOR, LEXICAL, 0]
        numbers = {word: number for number, word in enumerate(words, start=1)}
        twins = np.full(len(roles), self.neutral)
        for word, number in numbers.items():
            left = known[word] & ~(LEXICAL | MASKABLE)
            if known[word] & LEXICAL and left:
                twins[number] = len(roles)
                roles.append(left)
        self.role = np.array(roles, dtype=np.uint16)
        self.valence = np.zeros(len(roles))
        self.valence[1 : len(words) + 1] = [valences.get(word, 0.0) for word in words]
        self.boost = np.zeros(len(roles))
        for word, boost in BOOSTERS.items():
            self.boost[numbers[word]] = 0.0 if word in valences else boost
        self.acts_before = (self.role & BEFORE) != 0
        self.acts_within = (self.role & WITHIN) != 0
        self.twin: Numbers = twins.astype(self.number_type)
        """What each word becomes where it counts as if it were not in the table."""
        self._negations()
        self._pair_up(masks, numbers)

    def _negations(self) -> None:
        """Tabulate what the three words before a hit multiply its valence with, by the kind of each."""
        kind = np.zeros(len(self.role), dtype=np.uint8)
        for number, (role, _) in enumerate(_KINDS):
            kind[(self.role & role) != 0] = number
        # odd kinds stand in the valence table (or are no word): there the rules for boosters and negations rest
        self._kind = 2 * kind + ((self.role & LEXICAL) != 0)
        count = 2 * len(_KINDS)
        self._factors = np.ones((3, count, count, count))
        for one, two, three in np.ndindex(count, count, count):
            first, second, third = (_KINDS[kind_there // 2][1] for kind_there in (one, two, three))
            for back, kind_there in enumerate((one, two, three), start=1):
                if kind_there % 2 == 0:
                    self._factors[back - 1, one, two, three] = negation(first, second, third, back)

    def _pair_up(self, masks: Masks, numbers: Mapping[str, int]) -> None:
        """Keep the pairs of a maskable word and its neighbour in a phrase, by their numbers."""
        if not masks:
            return
        neighbours = sorted({neighbour for _, _, neighbour in masks.pairs})
        near = {word: number for number, word in enumerate(neighbours, start=1)}
        self._neighbours = WordNumbers(neighbours)
        self._has_step = np.zeros((len(STEPS), len(self.role)), dtype=np.bool_)
        self._alone = np.zeros(len(self.role), dtype=np.bool_)
        pairs: dict[int, bool] = {}
        for word, step, neighbour in masks.pairs:
            if word not in numbers:
                continue
            if not step:
                self._alone[numbers[word]] = True
                continue
            kind = STEPS.index(step)
            self._has_step[kind, numbers[word]] = True
            pairs[self._pair(numbers[word], kind, near[neighbour])] = masks.is_pair(word, step, neighbour)
        self._pairs = np.array(sorted(pairs), dtype=np.intp)
        self._is_whole = np.array([pairs[code] for code in self._pairs.tolist()], dtype=np.bool_)

    def _pair(self, own: Any, step: Any, near: Any) -> Any:
        return (own * len(STEPS) + step) * (len(self._neighbours) + 1) + near

    def near_phrases(
        self, folded: Bytes, start: Index, end: Index, words: Numbers, at: Index
    ) -> tuple[Index, Index, Index]:
        """Return the words that phrases hold or may hold, by one neighbour of each.

        Parameters
        ----------
        folded : array of uint8
            As in `find`.
        start, end, words : array of int
            Where each token's word begins and ends, and its number.
        at : array of int
            The maskable words in question.

        Returns
        -------
        tuple of array
            The tokens of words that make a phrase with one neighbour, and those neighbours, in the same text or not;
            the tokens for which a whole phrase is still to be compared.
        """
        own = words.take(at).astype(np.intp)
        step, which = np.divmod(self._has_step.take(own, axis=1).ravel().nonzero()[0], max(1, len(own)))
        there, own = at.take(which) + _STEPS.take(step), own.take(which)
        near, _ = self._neighbours.find(folded, start.take(there, mode="wrap"), end.take(there, mode="wrap"))
        pair = self._pair(own, step, near)
        place = self._pairs.searchsorted(pair)
        known = (self._pairs.take(place, mode="clip") == pair).nonzero()[0]
        found, there, is_whole = at.take(which[known]), there[known], self._is_whole.take(place[known])
        alone = at[self._alone.take(words.take(at))]
        return found[is_whole], there[is_whole], np.unique(np.concatenate([alone, found[~is_whole]]))

    def factors(self, before: Numbers) -> npt.NDArray[np.float64]:
        """Return the factors by which the words one, two and three places before change a valence.

        Parameters
        ----------
        before : array of shape (3, n)
            The numbers of the words one, two and three places before each hit.
        """
        one, two, three = self._kind.take(before)
        return self._factors[:, one, two, three]
