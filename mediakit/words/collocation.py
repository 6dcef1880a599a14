"""Which words stand near a word, and how much more often than chance would have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import LexiconError, OptionError
from mediakit.lexicon import Lexicon, Term
from mediakit.tables import ARTICLES, PARTS, check_table
from mediakit.text.parts import PartBlock, read_parts
from mediakit.word_tables import COLLOCATES
from mediakit.words.association import associations
from mediakit.words.counting import WordNumbers, check_counting

Numbers = NDArray[Any]
_WIDEST = 50


def collocates(
    articles: pd.DataFrame,
    node: str,
    *,
    window: int | Literal["sentence"] = 5,
    least: int = 5,
    parts: str | Sequence[str] = PARTS,
) -> pd.DataFrame:
    """Return the words that stand near a word, with measures of how much more often than by chance.

    The measures are those of NLTK, with the same numbers: they describe these texts, and take every word as
    independent of the others. ``n_articles`` says how many articles a pair rests on.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    node : str
        A term: one or several words, ``*`` for any letters and ``?`` for one, such as "grain deal*".
    window : int or "sentence"
        How many words to either side count, 1 to 50, across sentences but never from a title into the text; or
        "sentence" for all words of the sentences that hold the node, each sentence once.
    least : int
        Leave out words that stand near the node fewer times.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        COLLOCATES, by likelihood ratio, words that stand near the node less often than by chance last.

    Raises
    ------
    TableError, LexiconError, OptionError
        For a table that is not ARTICLES, a node without words, and an option that breaks the rules.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> rows = [{"article_id": str(i), "text": "The grain deal holds. A new deal is near."} for i in range(5)]
    >>> found = collocates(build_table(ARTICLES, rows), "deal*", window=1)
    >>> found[["word", "count", "n_left", "n_right"]].values.tolist()
    [['grain', 5, 5, 0], ['holds', 5, 0, 5], ['is', 5, 0, 5], ['new', 5, 5, 0]]
    """
    check_table(articles, ARTICLES)
    check_counting(1, least)
    whole = isinstance(window, str)
    fits = isinstance(window, int) and not isinstance(window, bool) and 1 <= window <= _WIDEST
    if window != "sentence" and not fits:
        raise OptionError(f"window must be 'sentence' or a whole number from 1 to {_WIDEST}, got {window!r}")
    if not isinstance(node, str) or not node.strip():
        raise LexiconError(f"node must be a word or several, got {node!r}", next_step='Write for example "ceasefire*".')
    lexicon, numbers = Lexicon("node", [Term(node, node)]), WordNumbers()
    sums = _Sums()
    for read in read_parts(articles, parts):
        number = numbers.of(read.block)
        if isinstance(window, str):
            _add_sentences(sums, read, number, lexicon)
        else:
            _add_windows(sums, read, number, lexicon, window)
    slots = 1 if isinstance(window, str) else 2 * window
    return _table(sums, numbers, node, slots, least, sided=not whole)


class _Sums:
    """What is counted: a row for each pair of the node and a word, and how often nodes, words and units are there."""

    def __init__(self) -> None:
        self.word: list[Numbers] = [np.zeros(0, dtype=np.int64)]
        self.article: list[Numbers] = [np.zeros(0, dtype=np.int64)]
        self.left: list[Numbers] = [np.zeros(0, dtype=bool)]
        self.seen = np.zeros(0, dtype=np.int64)
        self.n_node = self.n_total = 0

    def add_pairs(self, word: Numbers, article: Numbers, left: Numbers) -> None:
        self.word.append(word)
        self.article.append(article.astype(np.int64))
        self.left.append(left)

    def add_seen(self, word: Numbers, n_node: int, n_total: int) -> None:
        count = np.bincount(word, minlength=len(self.seen))
        count[: len(self.seen)] += self.seen
        self.seen = count
        self.n_node, self.n_total = self.n_node + n_node, self.n_total + n_total


def _add_windows(sums: _Sums, read: PartBlock, number: Numbers, lexicon: Lexicon, window: int) -> None:
    """Count the words up to ``window`` places before the first and after the last word of every node."""
    words, found = read.block.words, lexicon.find_in(read.block, overlap="none")
    sums.add_seen(number, len(found.word), len(number))
    begin, end = words.first[found.text], words.first[found.text + 1]
    for step in range(1, window + 1):
        for left, place in ((True, found.word - step), (False, found.last + step)):
            inside = (place >= begin) & (place < end)
            place, article = place[inside], found.text[inside] + read.first
            sums.add_pairs(number[place], article, np.full(len(place), left))


def _add_sentences(sums: _Sums, read: PartBlock, number: Numbers, lexicon: Lexicon) -> None:
    """Count sentences: all, those with the node, with each word, and with both; the node's own words are no pair."""
    words, found = read.block.words, lexicon.find_in(read.block, overlap="none")
    sentence = read.sentence_at(words.text.astype(np.int64), words.start.astype(np.int64))
    width = int(number.max(initial=0)) + 1
    inside = np.flatnonzero(sentence >= 0)
    # A sentence and a word as one number: each pair of them counts once.
    once = np.unique(sentence[inside] * width + number[inside])
    home = sentence[found.word]
    with_node = np.unique(home[home >= 0])
    own = np.zeros(len(number), dtype=bool)
    for step in range(int((found.last - found.word).max(initial=-1)) + 1):
        own[np.minimum(found.word + step, found.last)] = True
    free = np.flatnonzero((sentence >= 0) & ~own)
    near = free[np.isin(sentence[free], with_node)]
    pair = np.unique(sentence[near] * width + number[near])
    sums.add_seen(once % width, len(with_node), len(read.sentences.text))
    article = read.sentences.text[pair // width] + read.first
    sums.add_pairs(pair % width, article, np.zeros(len(pair), dtype=bool))


def _table(sums: _Sums, numbers: WordNumbers, node: str, slots: int, least: int, *, sided: bool) -> pd.DataFrame:
    """Return COLLOCATES; in windows the count is divided by the places of a window, as NLTK does it."""
    word, article, left = (np.concatenate(rows) for rows in (sums.word, sums.article, sums.left))
    count = np.bincount(word, minlength=len(sums.seen))
    kept = np.flatnonzero(count >= least)
    n_left = np.bincount(word[left], minlength=len(count))[kept]
    width = len(count) + 1
    n_articles = np.bincount(np.unique(article * width + word) % width, minlength=len(count))[kept]
    seen = sums.seen[kept]
    found = associations(count[kept] / slots, sums.n_node, seen, sums.n_total)
    columns: dict[str, Any] = {
        "count": count[kept],
        "n_left": n_left,
        "n_right": count[kept] - n_left,
        "n_articles": n_articles,
        **found,
        "expected": found["expected"] * slots,
        "n_node": sums.n_node,
        "n_word": seen,
        "n_total": sums.n_total,
    }
    texts = np.array(numbers.texts(kept, 1), dtype=object)
    order = np.lexsort((texts.astype(str), -found["likelihood_ratio"], found["pmi"] < 0))
    table = pd.DataFrame(columns).iloc[order].reset_index(drop=True)
    kind = {name: "int64" for name, value in columns.items() if np.asarray(value).dtype.kind == "i"}
    table = table.astype(kind).assign(
        node=pd.Categorical.from_codes(np.zeros(len(order), dtype=np.int8), categories=pd.Index([node], dtype=object)),
        word=pd.Categorical(texts[order]),
    )
    return table[[name for name in COLLOCATES.names if sided or name not in ("n_left", "n_right")]]
