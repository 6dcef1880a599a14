"""HTML as text: elements whose content must be escaped before it gets in, and tables."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping
from html import escape
from typing import NewType

import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from mediakit.printing import showable

# Only escaped() and element() make Html, so the type checker finds any plain text on its way into a page.
Html = NewType("Html", str)

EVIDENCE = ("left", "hit", "right", "label", "outlet", "date", "url")
_EVIDENCE_HEADS = ("Sentence", "Outlet", "Date")
_WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?!\d).*")
# Where a passage is cut at these, its cells get no space between them.
_OPENING = ("(", "[", "“", "‘", "«", "„")
_CLOSING = re.compile(r"[,.;:!?)\]”’»%]|'s\b")
_VOID = {"img", "link", "meta", "source"}


def escaped(text: object) -> Html:
    """Return a text that a browser shows as it is, whatever it holds.

    Examples
    --------
    >>> escaped("<b>Q&A</b>")
    '&lt;b&gt;Q&amp;A&lt;/b&gt;'
    """
    return Html(escape(showable(str(text))))


def element(tag: str, /, *content: Html, **attributes: object) -> Html:
    """Return an element; attributes are escaped, those that are None left out.

    An underscore at the end of an attribute's name goes, one inside becomes a hyphen.

    Examples
    --------
    >>> element("p", escaped("Tea & rain"), class_="note", aria_label='"x"')
    '<p class="note" aria-label="&quot;x&quot;">Tea &amp; rain</p>'
    """
    named = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    head = "".join(f' {key}="{escaped(value)}"' for key, value in named if value is not None)
    return Html(f"<{tag}{head}>" + ("" if tag in _VOID else f"{''.join(content)}</{tag}>"))


def lines(parts: Iterable[Html]) -> Html:
    """Return elements one a line; the line break is a real space where they flow as text."""
    return Html("\n".join(["", *parts, ""]))


def whole_page(title: str, style: Html, content: Html, *, description: str = "", author: str = "") -> Html:
    """Return a page whose policy keeps a browser from loading or running anything, whatever stands in the content.

    Examples
    --------
    >>> "<title>Rain &amp; wind</title>" in whole_page("Rain & wind", Html(""), Html(""))
    True
    """
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = [
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        *([element("meta", name="description", content=description)] if description else []),
        *([element("meta", name="author", content=author)] if author else []),
        element("title", escaped(title)),
        element("link", rel="icon", href="data:,"),
        element("style", style),
    ]
    page = element("html", lines([element("head", lines(head)), element("body", content)]), lang="en")
    return Html(f"<!DOCTYPE html>\n{page}\n")


def listed(items: Iterable[str], **attributes: object) -> Html:
    """Return texts as a list."""
    return element("ul", lines(element("li", escaped(item)) for item in items), **attributes)


def cell_texts(values: pd.Series) -> list[str]:
    """Return a column as it is printed: thousands commas, decimals alike within the column, nothing where unknown.

    Examples
    --------
    >>> cell_texts(pd.Series([1204, -3])), cell_texts(pd.Series([1234.5, None]))
    (['1,204', '−3'], ['1,234.50', ''])
    """
    if is_bool_dtype(values):
        return ["" if pd.isna(value) else "yes" if value else "no" for value in values]
    if is_numeric_dtype(values):
        known = values.dropna().astype(float)
        decimals = 0 if (known % 1 == 0).all() else 2 if known.abs().max() >= 0.1 else 3
        return ["" if pd.isna(v) else _number(float(v), decimals) for v in values]
    if is_datetime64_any_dtype(values):
        return list(values.dt.strftime("%Y-%m-%d").fillna(""))
    return ["" if pd.isna(value) else str(value) for value in values]


def _number(value: float, decimals: int) -> str:
    rounded = round(value, decimals) + 0.0  # minus zero becomes zero
    return f"{rounded:,.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def data_table(caption: str, table: pd.DataFrame) -> Html:
    r"""Return a table with its caption; the first column names the rows.

    Examples
    --------
    >>> print(data_table("Articles", pd.DataFrame({"outlet": ["A"], "articles": [1200]})).replace("\n", ""))
    <div class="scroll" role="region" aria-label="Articles" tabindex="0"><table><caption>Articles</caption>...
    """
    kinds = [_kind(table.iloc[:, at]) for at in range(table.shape[1])]
    heads = [element("th", escaped(name), scope="col", class_=kind) for name, kind in zip(table, kinds, strict=True)]
    columns = [cell_texts(table.iloc[:, at]) for at in range(table.shape[1])]
    rows = [_row([_row_head(first), *map(_cell, rest, kinds[1:])]) for first, *rest in zip(*columns, strict=True)]
    return _table(caption, _head(heads), element("tbody", lines(rows)))


def month_table(caption: str, counts: pd.DataFrame) -> Html:
    """Return counts of articles by outlet and month, each year a block of twelve months, with zeros marked.

    Parameters
    ----------
    caption : str
        What the table shows.
    counts : DataFrame
        The outlet, then one column a month named like ``2022-05``; columns of other names form one block.

    Returns
    -------
    Html
        Months outside the table stay empty.
    """
    outlets = cell_texts(counts.iloc[:, 0])
    bodies = []
    for year, block in _blocks(counts.columns[1:]).items():
        heads = [_col_head(year or str(counts.columns[0]).capitalize()), *map(_col_head, block)]
        columns = [[""] * len(counts) if name is None else cell_texts(counts[name]) for name in block.values()]
        rows = [_row([_row_head(first), *map(_count, rest)]) for first, *rest in zip(outlets, *columns, strict=True)]
        bodies.append(element("tbody", lines([_row(heads), *rows])))
    return _table(caption, *bodies, class_="months")


def evidence_table(caption: str, rows: pd.DataFrame) -> Html:
    """Return passages with their sources, one block a label, in the order given.

    Parameters
    ----------
    caption : str
        What was drawn, from how many, and how.
    rows : DataFrame
        Texts in the columns left, hit, right, label, outlet, date and url.

    Returns
    -------
    Html
        The outlet is a link where the url is an address of the web. On a narrow screen every row reads as a paragraph.
    """
    blocks: dict[str, list[Html]] = {}
    for values in zip(*(cell_texts(rows[name]) for name in EVIDENCE), strict=True):
        row = dict(zip(EVIDENCE, values, strict=True))
        blocks.setdefault(row["label"], []).append(_passage(row))
    bodies = []
    for label, passages in blocks.items():
        head = element("th", escaped(label), colspan=len(_EVIDENCE_HEADS), scope="rowgroup")
        heads = [_row([head], class_="group")] if label else []
        bodies.append(element("tbody", lines([*heads, *passages])))
    return _table(caption, _head(map(_col_head, _EVIDENCE_HEADS)), *bodies, class_="evidence")


def _passage(row: Mapping[str, str]) -> Html:
    before = "" if row["left"].endswith(_OPENING) or not row["left"] else "\n"
    after = "" if _CLOSING.match(row["right"]) or not row["right"] else "\n"
    set_off = row["left"] or row["right"]
    hit = element("strong", escaped(row["hit"])) if set_off else escaped(row["hit"])
    sentence = Html(f"{escaped(row['left'])}{before}{hit}{after}{escaped(row['right'])}")
    outlet = escaped(row["outlet"] or "source")
    if _WEB.fullmatch(row["url"]):
        outlet = element("a", outlet, href=row["url"], rel="noreferrer noopener")
    facts = [element("td", content, class_="fact") for content in (outlet, escaped(row["date"]))]
    return _row([element("td", sentence, class_="passage"), *facts])


def _table(caption: str, *parts: Html, class_: str | None = None) -> Html:
    table = element("table", lines([element("caption", escaped(caption)), *parts]), class_=class_)
    return element("div", table, class_="scroll", role="region", aria_label=caption, tabindex=0)


def _head(cells: Iterable[Html]) -> Html:
    return element("thead", _row(cells))


def _row(cells: Iterable[Html], class_: str | None = None) -> Html:
    return element("tr", lines(cells), class_=class_)


def _col_head(name: str) -> Html:
    return element("th", escaped(name), scope="col")


def _row_head(name: str) -> Html:
    return element("th", escaped(name), scope="row")


def _cell(text: str, kind: str | None) -> Html:
    return element("td", escaped(text), class_=kind)


def _count(text: str) -> Html:
    return _cell(text, "gap" if text == "0" else None)


def _kind(values: pd.Series) -> str | None:
    return "number" if is_numeric_dtype(values) and not is_bool_dtype(values) else None


def _blocks(names: Iterable[Hashable]) -> dict[str, dict[str, Hashable | None]]:
    """Return the columns of each year by month; those that are no months under an empty name."""
    blocks: dict[str, dict[str, Hashable | None]] = {}
    for name in names:
        found = _MONTH.fullmatch(str(name))
        if found:
            year = blocks.setdefault(found[1], dict.fromkeys(_MONTHS))
            year[_MONTHS[int(found[2]) - 1]] = name
        else:
            blocks.setdefault("", {})[str(name)] = name
    return blocks
