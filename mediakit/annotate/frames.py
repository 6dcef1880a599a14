"""Frames: where the vocabulary of a frame stands."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mediakit.annotate.hits import find_terms, join_spans, spans_of
from mediakit.annotate.rule_hits import find_rules
from mediakit.errors import OptionError
from mediakit.lexicon import Lexicon
from mediakit.tables import PARTS
from mediakit.topics import Topic


def frame_lexicon_of(frames: Topic | Lexicon) -> Lexicon:
    """Return the frames as a lexicon, from a topic or as given."""
    if isinstance(frames, Topic):
        return frames.frame_lexicon
    if isinstance(frames, Lexicon):
        return frames
    word = repr(frames) if isinstance(frames, str) else "..."
    raise OptionError(
        f"expected a Topic or a Lexicon of frames, got {word if isinstance(frames, str) else type(frames).__name__}",
        next_step=f"Write Lexicon('mine', [Term({word}, 'my frame')]), or load_topic() for the frames of a topic.",
    )


def frame_names(frames: Topic | Lexicon) -> list[str]:
    """Return the frames by the names that label what is found."""
    return list(frames.frames) if isinstance(frames, Topic) else frame_lexicon_of(frames).labels


def frame_of_rule(frames: Topic | Lexicon) -> dict[str, str]:
    """Return the frame of each rule, by the name that the rule has in the topic's rules."""
    ruled = frames.frame_rules if isinstance(frames, Topic) else {}
    return {name: key for key, rules in ruled.items() for name in rules}


def language_of(frames: Topic | Lexicon) -> str:
    """Return the language of a topic's terms; a user's own lists are looked for in every article."""
    return frames.language if isinstance(frames, Topic) else ""


def annotate_frames(
    articles: pd.DataFrame, frames: Topic | Lexicon, *, parts: str | Sequence[str] = PARTS
) -> pd.DataFrame:
    """Return every stretch of text that holds a term of a frame or meets one of its rules.

    To frame is to select some aspects of a reality and make them more salient (Entman 1993, Journal of
    Communication 43). A term list measures the salience of a frame's vocabulary, one part of that; whether
    it agrees with human coding is stated with each frame of a topic.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    frames : Topic or Lexicon
        A topic's frames, or a lexicon whose labels are the frames. Articles known to be in another language than
        the topic's are left out.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SPANS with layer "frames" and the frame as label; within a frame the longest match counts once. Where frames
        have rules, there are two more columns: ``rule`` (its text, empty for a term) and ``fired`` (the words that
        met it).

    Examples
    --------
    >>> from mediakit.lexicon import Lexicon, Term
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "A red line was drawn."}])
    >>> frames = Lexicon("demo", [Term("red line*", "red_lines")])
    >>> annotate_frames(articles, frames)[["start", "end", "label"]].values.tolist()
    [[2, 10, 'red_lines']]
    """
    lexicon = frame_lexicon_of(frames)
    hits = find_terms(articles, lexicon, parts=parts, language=language_of(frames))
    spans, ruled = spans_of(hits, articles, "frames", lexicon.labels), frame_of_rule(frames)
    if not ruled or not isinstance(frames, Topic):
        return spans
    met = find_rules(articles, frames.rules, "frames", ruled, parts, language=frames.language)
    found = join_spans([met, spans.assign(rule="", fired="")], articles, "frames", frame_names(frames))
    return found.astype({"rule": "category", "fired": "str"})
