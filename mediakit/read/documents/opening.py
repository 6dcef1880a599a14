"""From the bytes of a file to its text or its tree."""

from __future__ import annotations

import re

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from mediakit.read.account import Account, Options
from mediakit.read.values.encodings import decode

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,30})")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z][\w.-]{0,40})[\s>/]")
_BEFORE = re.compile(
    r"^(?:\s+|<\?.{0,2000}?\?>|<!--.{0,5000}?-->|<!DOCTYPE[^>\[]{0,2000}(?:\[[^\]]{0,9999}\]\s*)?>)+", re.DOTALL
)


def read_text(parsed: Account, data: bytes, options: Options, *, declared: str = "") -> str:
    """Return the text of a file and report an encoding that had to be guessed or was declared wrong."""
    decoded = decode(data, declared=declared, encoding=options.encoding)
    if decoded.declared_wrong:
        message = f"the file says it is {declared}, its bytes are {decoded.codec}; read as {decoded.codec}"
        parsed.note("encoding_declared_wrong", message, severity="info", value=declared)
    elif decoded.guessed:
        message = f"the file does not say its encoding; read as {decoded.codec}. Pass encoding= if letters look wrong"
        parsed.note("encoding_guessed", message, severity="info", value=decoded.codec)
    return decoded.text


def read_html(parsed: Account, data: bytes, options: Options) -> HtmlElement | None:
    """Return the tree of an HTML file, None when it holds no element; nothing is loaded from elsewhere."""
    declared = _CHARSET.search(data[:4096])
    text = read_text(parsed, data, options, declared=declared[1].decode("ascii") if declared else "")
    text = _CONTROLS.sub(" ", _XML_DECLARATION.sub("", text, count=1))
    if not text.strip():
        return None
    try:
        return document_fromstring(text, parser=HTMLParser(no_network=True, huge_tree=False, recover=True))
    except ParserError:
        return None


def root_name(text: str) -> str:
    """Return the name of the root element of an XML text, without its prefix.

    Examples
    --------
    >>> root_name("<?xml version='1.0'?><!-- made --><x:nitf a='1'>")
    'nitf'
    """
    found = _ROOT.match(_BEFORE.sub("", text.lstrip("\ufeff")))
    return found[1] if found else ""
