"""One article with its spans marked: shown in a notebook, or written as a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from mediakit.errors import OptionError, TableError
from mediakit.export.atomic import write_whole
from mediakit.export.markup import Html, element, escaped, lines, whole_page
from mediakit.tables import ARTICLES, PARTS, SPANS, check_table
from mediakit.words.in_context import put_in_context

# Colours and kinds of line take turns at different steps: 28 marks look different, and letters tell any number apart.
_COLOURS, _LINES, _DEEPEST = 7, 4, 4
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class _Mark(NamedTuple):
    """A stretch of a part, and the place of its label in the key."""

    start: int
    end: int
    kind: int


@dataclass(frozen=True, repr=False)
class ArticlePage:
    """An article with marks, which a notebook shows as it is.

    Attributes
    ----------
    title : str
        Its headline.
    n_marks : int
        How many stretches are marked.
    body : str
        The page as HTML, for a notebook: a ``div`` that needs no script and asks nothing of the network.
    """

    title: str
    n_marks: int
    body: Html

    def __repr__(self) -> str:
        marks = f"{self.n_marks} mark{'' if self.n_marks == 1 else 's'}"
        return f"<ArticlePage {self.title!r}, {marks}: shown in a notebook, or write('article.html')>"

    def _repr_html_(self) -> str:
        return element("style", _style()) + self.body

    def write(self, path: str | Path) -> Path:
        """Write the article as one HTML file, which opens anywhere and asks nothing of the network.

        Parameters
        ----------
        path : str or Path
            Where, a name that ends in ``.html``; a file of that name is replaced as a whole.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        OptionError
            For a name with another ending.
        SourceError
            When the folder cannot be written.
        """
        file = Path(path)
        if file.suffix.lower() not in (".html", ".htm"):
            raise OptionError(
                f"an article is written as HTML, got a name that ends in {file.suffix!r}",
                where=str(file),
                next_step=f"Write for example {file.stem or 'article'}.html.",
            )
        page = whole_page(self.title or "Article", _style(), element("main", self.body))
        return write_whole(file, page.encode("utf-8"), what="the article")


def show_article(articles: pd.DataFrame, spans: pd.DataFrame | Sequence[pd.DataFrame], article_id: str) -> ArticlePage:
    """Return one article with its spans marked, by letters, lines and colours, under a key of their labels.

    Where spans overlap, each has its letter where it begins, ``A[``, and where it ends, ``]A``, and a line of its own
    under the words. Everything in the texts is shown as text, whatever it holds.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    spans : DataFrame or list of DataFrames
        SPANS of these articles from any annotate_*() or from mark_repeats(), also EVIDENCE and MATCHES; those of other
        articles are passed over.
    article_id : str
        Which article.

    Returns
    -------
    ArticlePage
        A notebook shows it; ``write("article.html")`` makes a file of it.

    Raises
    ------
    TableError
        When there is no such article, a table breaks its contract, or a span reaches beyond its part.

    Examples
    --------
    >>> from mediakit.annotate.frames import annotate_frames
    >>> from mediakit.lexicon import Lexicon, Term
    >>> from mediakit.tables import build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "title": "Talks", "text": "They drew a red line."}])
    >>> spans = annotate_frames(articles, Lexicon("demo", [Term("red line*", "red_lines")]))
    >>> page = show_article(articles, spans, "a")
    >>> page
    <ArticlePage 'Talks', 1 mark: shown in a notebook, or write('article.html')>
    """
    check_table(articles, ARTICLES)
    own = articles[articles["article_id"] == article_id]
    if not len(own):
        raise TableError(
            f"there is no article {article_id!r} among these {len(articles):,}",
            where="show_article()",
            next_step="Take an article_id from the table, such as articles['article_id'].iloc[0].",
        )
    tables = [spans] if isinstance(spans, pd.DataFrame) else list(spans)
    shown = [table[table["article_id"] == article_id] for table in (check_table(table, SPANS) for table in tables)]
    # This also checks that every span lies in a part of the article.
    found = [put_in_context(table, own, 0) for table in shown if len(table)]
    kinds: dict[tuple[str, str], int] = {}
    marks: dict[str, list[_Mark]] = {part: [] for part in PARTS}
    columns = ("part", "start", "end", "layer", "label")
    rows = [row for table in found for row in zip(*(table[name].tolist() for name in columns), strict=True)]
    for part, start, end, layer, label in sorted(rows, key=lambda row: (PARTS.index(row[0]), row[1], -row[2])):
        marks[part].append(_Mark(start, end, kinds.setdefault((str(layer), str(label)), len(kinds))))
    body = _body(own.iloc[0], marks, [f"{layer}: {label}" for layer, label in kinds])
    return ArticlePage(str(own["title"].iloc[0]), len(rows), body)


def _style() -> Html:
    return Html(files("mediakit.resources").joinpath("article.css").read_text("utf-8"))


def _body(article: pd.Series, marks: dict[str, list[_Mark]], names: Sequence[str]) -> Html:
    title = _paragraphs(str(article["title"]), marks["title"], names)
    parts = [_facts(article), element("h2", Html(" ".join(title)), dir="auto"), _key(marks, names)]
    if "standfirst" in article.index:
        standfirst = _paragraphs(str(article["standfirst"]), marks["standfirst"], names)
        parts += [element("p", line, class_="standfirst", dir="auto") for line in standfirst]
    parts += [element("p", line, dir="auto") for line in _paragraphs(str(article["text"]), marks["text"], names)]
    return element("div", lines(parts), class_="mk-article")


def _facts(article: pd.Series) -> Html:
    said = [escaped(article["outlet"])] if article["outlet"] else []
    if pd.notna(article["published"]):
        said.append(escaped(article["published"].strftime("%Y-%m-%d")))
    url = str(article.get("url", ""))
    if _is_web_address(url):
        said.append(element("a", escaped(url), href=url, rel="noopener noreferrer"))
    return element("p", Html(" · ".join(said)), class_="facts")


def _is_web_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _key(marks: dict[str, list[_Mark]], names: Sequence[str]) -> Html:
    if not names:
        return element("p", escaped("Nothing is marked."), class_="facts")
    times = pd.Series([mark.kind for own in marks.values() for mark in own]).value_counts()
    items = [
        element("li", _marked(element("strong", escaped(letter_of(kind))), [kind], names), escaped(f" {name}, {n:,}"))
        for kind, (name, n) in enumerate(zip(names, times.sort_index(), strict=True))
    ]
    return element("ul", lines(items), class_="key", aria_label="Key: letter, layer, label, number of marks")


def letter_of(kind: int) -> str:
    """Return the letter of a label by its place in the key, from 0.

    Examples
    --------
    >>> [letter_of(kind) for kind in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    while kind >= 0:
        kind, at = divmod(kind, len(_LETTERS))
        letters, kind = _LETTERS[at] + letters, kind - 1
    return letters


def _paragraphs(text: str, marks: Sequence[_Mark], names: Sequence[str]) -> list[Html]:
    """Return the paragraphs of a text that are not blank, with its marks; a mark goes on over the end of one."""
    found = [""]
    for piece in _pieces(text, marks, names):
        if piece is None:
            found.append("")
        else:
            found[-1] += piece
    return [Html(line) for line in found if line.strip()]


def _pieces(text: str, marks: Sequence[_Mark], names: Sequence[str]) -> Iterator[Html | None]:
    """Yield stretches of a text that have the same marks, the letters between them, and None for a line break."""
    breaks = [at for at, letter in enumerate(text) if letter == "\n"]
    borders = {0, len(text), *breaks, *(at + 1 for at in breaks)}
    opens: dict[int, list[_Mark]] = {}
    for mark in marks:
        borders |= {mark.start, mark.end}
        opens.setdefault(mark.start, []).append(mark)
    cuts, active = sorted(borders), list[_Mark]()
    for at, behind in zip(cuts, [*cuts[1:], len(text)], strict=True):
        # What began last ends first.
        yield from (_tag(f"]{letter_of(mark.kind)}") for mark in reversed(active) if mark.end == at)
        active = [mark for mark in active if mark.end > at]
        for mark in opens.get(at, ()):
            yield _tag(f"{letter_of(mark.kind)}[")
            if mark.end > at:
                active.append(mark)
            else:
                yield _tag(f"]{letter_of(mark.kind)}")
        if text[at:behind] == "\n":
            yield None
        elif at < behind:
            yield _marked(escaped(text[at:behind]), [*dict.fromkeys(mark.kind for mark in active)], names)


def _tag(text: str) -> Html:
    return element("span", escaped(text), class_="tag")


def _marked(content: Html, kinds: Sequence[int], names: Sequence[str]) -> Html:
    """Return a stretch within a mark for each label, the first outermost and its line lowest."""
    for depth, kind in enumerate(reversed(kinds)):
        looks = f"k{kind % _COLOURS} s{kind % _LINES} d{min(depth, _DEEPEST)}"
        content = element("mark", content, class_=looks, title=f"{letter_of(kind)}: {names[kind]}")
    return content
