"""Letters: one form for each, however a text writes it, and what belongs to a word without being a letter."""

from __future__ import annotations

import re
import unicodedata

# Signs that stand above, below or behind the letter before them, in stretches that hold letters and such signs only.
# Python's \w knows letters and digits, and cuts a word of Hindi, Thai or voweled Arabic at every sign.
MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963"
    "\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d"
    "\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ecd\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84"
    "\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3\u17dd\u180b-\u180d"
    "\u180f-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1abd\u1abf-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37"
    "\u1cd0-\u1cd2\u1cd4-\u1dff\u2cef-\u2cf1\u2d7f-\u2dff\u3099\u309a\ua66f\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827"
    "\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef"
    "\uaaf5\uaaf6\uabe3-\uabea\uabec\uabed\ufb1e\ufe20-\ufe2f"
)
# What may stand unseen inside a word: soft hyphens, and what joins letters or keeps them apart in Persian and Hindi.
UNSEEN = "\u00ad\u200c\u200d\u2060"
# Letters that are another way to set the same letters: ligatures and the forms of print, full-width and half-width
# letters, the long s, and the bold and slanted letters of social media.
_FORMS = (
    "\u0132\u0133\u017f\ufb00-\ufb06\ufb13-\ufb17\ufb1d\ufb1f-\ufb28\ufb2a-\ufb4f\ufb50-\ufbb1\ufbd3-\ufd3d"
    "\ufd50-\ufdfb\ufe80-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f\U0001d400-\U0001d7ff"
)
FORMS = re.compile(f"[{_FORMS}]+")
INVISIBLE = re.compile("[\ud800-\udfff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
# Two letters of Latin, Greek or Cyrillic side by side that are not of the same script, and the stand-ins among them.
_CONFUSED = "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅԌοναρυκιΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_OTHER = "\u0370-\u03ff\u0400-\u052f"
MIXED = rf"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]"
_WORD_OF_BOTH = re.compile(rf"[{_LATIN}{_OTHER}]*(?:{MIXED})[{_LATIN}{_OTHER}]*")
_STAND_INS = re.compile(rf"[{_LATIN}{_CONFUSED}]+")
_TWINS = frozenset("aceijopsxyABCEHIJKMOPSTX")


def compose(text: str) -> str:
    r"""Return a text in which every letter has its usual form: accents on it, ligatures and full-width letters plain.

    Composing twice changes nothing more.

    Examples
    --------
    >>> compose("Orba\u0301n"), compose("con\ufb02ict"), compose("\uff2e\uff21\uff34\uff2f")
    ('Orbán', 'conflict', 'NATO')
    """
    if text.isascii():
        return text
    if FORMS.search(text):
        text = FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def plain_form(text: str) -> str:
    r"""Return letters composed, without what is not seen: the form in which words are compared.

    Examples
    --------
    >>> plain_form("mis\u00adsiles")
    'missiles'
    """
    return text if text.isascii() else compose(INVISIBLE.sub("", text))


def small(text: str) -> str:
    """Return a text in small letters; the Turkish letters with and without a dot are one, for capitals hide which.

    Examples
    --------
    >>> small("İSTANBUL"), small("Işık"), small("IŞIK")
    ('istanbul', 'işik', 'işik')
    """
    text = text.lower()
    return text if text.isascii() else text.replace("i\u0307", "i").replace("\u0131", "i")


def faults_of(text: str) -> tuple[str, ...]:
    r"""Return what reading would have changed in the letters of a text, in words.

    Examples
    --------
    >>> faults_of("Orba\u0301n"), faults_of("mis\u00adsiles"), faults_of("Orbán")
    (('decomposed accents',), ('soft hyphens or other unseen characters',), ())
    """
    if text.isascii():
        return ()
    found = (
        ("soft hyphens or other unseen characters", INVISIBLE.search(text) is not None),
        ("ligatures, full-width letters or other forms of print", FORMS.search(text) is not None),
        ("decomposed accents", not unicodedata.is_normalized("NFC", text)),
    )
    return tuple(name for name, there in found if there)


def disguised_words(text: str) -> list[str]:
    """Return words of Latin letters in which a look-alike of another script stands, or the other way round.

    A word of two scripts whose letters cannot be taken for each other, such as a unit with a Greek letter or an
    acronym with a Russian ending, is none.

    Examples
    --------
    >>> disguised_words("The N\u0410TO summit, 5 μm, NATOвский")
    ['NАTO']
    """
    return [word for word in _WORD_OF_BOTH.findall(text) if _is_disguised(word)]


def _is_disguised(word: str) -> bool:
    if _STAND_INS.fullmatch(word):
        return len(word) > 2
    latin = [letter for letter in word if letter < "\u0250"]
    if len(latin) > 1 and word.startswith("".join(latin).upper()):
        return False
    return len(latin) < len(word) / 2 and _TWINS.issuperset(latin)
