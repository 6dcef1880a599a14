"""Lists of words as files: term lists as tables, as dictionaries of quanteda and of LIWC."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from mediakit.errors import LexiconError
from mediakit.wordlists.delimited_lists import read_table
from mediakit.wordlists.liwc import read_dic, read_dicx
from mediakit.wordlists.quanteda import read_yaml
from mediakit.wordlists.source import Source, open_source
from mediakit.wordlists.term_list import Entry, SkippedTermsWarning, TermList, build_list, say_skipped

_READERS: dict[str, Callable[[Source], Iterator[Entry]]] = {
    ".tsv": read_table,
    ".csv": read_table,
    ".txt": read_table,
    ".yml": read_yaml,
    ".yaml": read_yaml,
    ".dic": read_dic,
    ".dicx": read_dicx,
}


def load_terms(which: str | Path) -> TermList:
    r"""Return a term list as a lexicon: names, frames, or any words under labels.

    Parameters
    ----------
    which : str or Path
        A file of your own in UTF-8, or the name of a list that comes with mediakit. By its ending it is

        - ``.csv``, ``.tsv``, ``.txt``: a table with a column "label" (or "category", "key") and one "term" (or "word",
          "pattern", "expression"); "case_sensitive" and "excluded" may hold yes or no; further columns are passed over.
          One column alone is a list of terms under one label, the name of the file.
        - ``.yml``, ``.yaml``: a dictionary of quanteda; nested keys become "outer/inner". Needs the extra "yaml".
        - ``.dic``, ``.dicx``: a dictionary of LIWC, with the names of its categories as labels.

    Returns
    -------
    TermList
        A Lexicon. Its table ``skipped`` (line, label, term, reason) lists what was left out: terms that cannot be
        matched as they are meant (regular expressions, conditions, smileys, symbols, nothing at all), terms that are
        listed twice under one label, and categories without terms.

    Warns
    -----
    SkippedTermsWarning
        When anything was left out.

    Raises
    ------
    LexiconError
        For a file that is missing, empty, of another kind, not UTF-8, over 64 MB or a million terms, that breaks the
        rules of its kind, or holds no term that can be matched.
    OptionError
        For an unknown name.
    MissingExtraError
        For YAML without PyYAML.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "frames.csv")
    >>> _ = path.write_text("label,term\nthreat,menac*\nthreat,red line*\ncost,taxpayer*\n")
    >>> load_terms(path).labels
    ['threat', 'cost']
    """
    source = open_source(which, "terms")
    reader = _READERS.get(source.suffix)
    if reader is None:
        raise LexiconError(
            f"a list of terms ends in one of {', '.join(_READERS)}, got {source.suffix or 'no ending'!r}",
            where=source.where,
            next_step="Save it in one of these forms.",
        )
    found = build_list(reader(source), source)
    if left_out := say_skipped(found, source.where):
        warnings.warn(left_out, SkippedTermsWarning, stacklevel=2)
    return found
