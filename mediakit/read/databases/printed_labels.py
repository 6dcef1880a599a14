"""Labels of press databases, as they are printed in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold


@cache
def label_table(name: str) -> Mapping[str, str]:
    """Return the labels of one database as printed in any language, each with the field it names."""
    return {label_key(label): field for field, labels in read_data(name)["fields"].items() for label in labels}


def label_key(label: str) -> str:
    """Return a label without case, accents and punctuation, so that spellings meet.

    Examples
    --------
    >>> label_key("LOAD-DATE"), label_key("Longueur")
    ('load date', 'longueur')
    """
    return re.sub(r"[\W_]+", " ", fold(label)).strip()
