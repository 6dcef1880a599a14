"""What a site lets programs fetch: robots.txt after RFC 9309."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_MAX_LENGTH = 512_000
_ESCAPED = re.compile("%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[\w.~-]", re.ASCII)


@dataclass(frozen=True)
class Robots:
    """The rules of a site for one program: ``(path pattern, allowed)``, and the pause in seconds it asks for."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Return whether an address may be fetched: the longest pattern that fits decides, the kinder of two.

        Examples
        --------
        >>> robots = Robots((("/", False), ("/news/*.html$", True)))
        >>> robots.allow("https://example.org/news/a.html"), robots.allow("https://example.org/news/a.html?print")
        (True, False)
        """
        parts = urlsplit(url)
        path = _plain(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


def parse_robots(text: str, agent: str) -> Robots:
    r"""Return the rules for a program: those of all groups that name it, else those for every program.

    Parameters
    ----------
    text : str
        The content of robots.txt.
    agent : str
        Name of the program, without version.

    Examples
    --------
    >>> parse_robots("User-agent: *\nDisallow: /private # not news\nCrawl-delay: 2", "mediakit")
    Robots(rules=(('/private', False),), delay=2.0)
    """
    groups: dict[str, tuple[list[tuple[str, bool]], list[float]]] = {}
    named: list[str] = []
    in_rules = False
    for line in text[:_MAX_LENGTH].splitlines():
        key, _, value = (part.strip() for part in line.split("#", 1)[0].partition(":"))
        if key.lower() == "user-agent":
            named = named if not in_rules else []
            named.append(re.split(r"[/\s]", value.lower(), maxsplit=1)[0])
            in_rules = False
        elif key.lower() in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            for name in named:
                _add(groups.setdefault(name, ([], [])), key.lower(), value)
    rules, delays = groups.get(agent.lower()) or groups.get("*") or ([], [])
    return Robots(tuple(rules), max(delays, default=0.0))


def _add(group: tuple[list[tuple[str, bool]], list[float]], key: str, value: str) -> None:
    if key == "crawl-delay":
        if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value):
            group[1].append(float(value))
    elif value:
        group[0].append((_plain(value), key == "allow"))


def _plain(path: str) -> str:
    """Return a path in which every letter is written in one way."""
    escaped = quote(path, safe="/%:@!$&'()*+,;=~-._?")
    return _ESCAPED.sub(_letter, escaped)


def _letter(escaped: re.Match[str]) -> str:
    letter = chr(int(escaped[1], 16))
    return letter if _UNRESERVED.fullmatch(letter) else escaped[0].upper()


def _fits(pattern: str, path: str) -> bool:
    """Return whether a path begins as a pattern says, in which * is any text and $ at its end the end."""
    first, *others = pattern.removesuffix("$").split("*")
    whole = pattern.endswith("$")
    if not others:
        return path == first if whole else path.startswith(first)
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others[:-1]:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return path.endswith(others[-1]) and len(path) - len(others[-1]) >= at if whole else others[-1] in path[at:]
