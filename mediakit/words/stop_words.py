"""Words of grammar, which say little of what a text is about: lists for single languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import pandas as pd

from mediakit.errors import OptionError
from mediakit.languages import code_of, language_name, languages_of
from mediakit.text.letters import small

LANGUAGES = ("de", "en", "es", "fr", "ru", "uk")
OF_ARTICLES = "articles"


@cache
def load_stop_words(language: str) -> frozenset[str]:
    """Return the words of grammar of a language, in small letters: articles, pronouns, prepositions, auxiliary verbs.

    Parameters
    ----------
    language : {"de", "en", "es", "fr", "ru", "uk"}
        ISO 639-1 code.

    Returns
    -------
    frozenset of str
        Words as they are counted; a set, so that words can be taken out: ``load_stop_words("en") - {"not"}``.

    Raises
    ------
    OptionError
        For a language without a list.

    Examples
    --------
    >>> sorted(load_stop_words("en") & {"the", "harbour", "not"})
    ['not', 'the']
    """
    if language not in LANGUAGES:
        listed = ", ".join(f"{code} ({language_name(code)})" for code in LANGUAGES)
        raise OptionError(
            f"there is no list of stop words for {language!r}",
            next_step=f"Pass words of your own, or one of {listed}.",
        )
    text = files("mediakit.resources").joinpath(f"stop_words/{language}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(word for line in lines for word in line.split())


def stop_words_of(wanted: str | Iterable[str], articles: pd.DataFrame) -> frozenset[str]:
    """Return the stop words that are asked for: those of the articles' languages, of one language, or these words."""
    if not isinstance(wanted, str):
        return frozenset(small(word) for word in wanted)
    if wanted != OF_ARTICLES:
        return load_stop_words(code_of(wanted) or wanted)
    # Articles whose language is not known may be in any; most of these are too short to tell, and English is read here.
    codes = {code or "en" for code in languages_of(articles).code.tolist()}
    return frozenset().union(*(load_stop_words(code) for code in codes if code in LANGUAGES))
