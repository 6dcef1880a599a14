"""Measure and compare news coverage: framing, tone, names and word choices, with error bars.

Every public name is loaded on first use, so that importing mediakit is quick. The readers of single formats are in
``mediakit.read``.
"""

from __future__ import annotations

import importlib
import warnings
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "annotate.entities": ("annotate_entities", "load_aliases"),
    "annotate.frames": ("annotate_frames",),
    "annotate.naming": ("annotate_naming",),
    "annotate.sentiment": ("annotate_sentiment", "polarity_scores"),
    "annotate.topic_hits": ("annotate_topic",),
    "annotate.tone": ("ToneLexicon", "list_lexicons", "load_lexicon"),
    "charts.comparison": ("plot_comparison",),
    "charts.corpus": ("plot_corpus",),
    "charts.coverage": ("plot_coverage",),
    "charts.differences": ("plot_differences",),
    "charts.entities": ("plot_entities",),
    "charts.frames": ("plot_frames",),
    "charts.naming": ("plot_naming",),
    "charts.record": ("alt_text", "plotted_table"),
    "charts.keyness": ("plot_keyness",),
    "charts.ranked_words": ("plot_collocates", "plot_words"),
    "charts.shift": ("plot_word_shift",),
    "charts.trend": ("plot_trend",),
    "choices": ("Choices",),
    "clean.boilerplate": ("clean_articles", "mark_boilerplate"),
    "clean.findings": ("check_corpus",),
    "clean.language_column": ("fill_languages",),
    "clean.outlets": ("rename_outlets",),
    "clean.repeats": ("blank_spans", "mark_repeats"),
    "clean.stories": ("group_stories",),
    "codes.agreement": ("agreement",),
    "codes.code_files": ("read_codes",),
    "codes.evaluation": ("evaluate_coding",),
    "codes.functions": ("annotate_with",),
    "codes.shares": ("corrected_share", "sample_for_shares"),
    "stats.contrasts": ("compare_groups",),
    "errors": (
        "LexiconError",
        "MediakitError",
        "MissingExtraError",
        "OptionError",
        "QueryError",
        "SourceError",
        "TableError",
        "TopicError",
    ),
    "stats.estimates": ("estimate", "trend"),
    "words.evidence": ("evidence",),
    "words.search": ("search",),
    "export.article_page": ("show_article",),
    "export.figure": ("export_figure",),
    "export.show": ("show",),
    "export.table_files": ("export_table",),
    "fetch": ("fetch_feed", "fetch_gdelt", "fetch_guardian", "fetch_pages", "fetch_sitemap"),
    "words.collocation": ("collocates",),
    "words.comparing": ("compare_words",),
    "words.counts": ("count_words", "top_words"),
    "words.stop_words": ("load_stop_words",),
    "words.word_shifts": ("word_shift",),
    "annotate.expansions": ("expand_wildcards",),
    "lexicon": ("Lexicon", "Term"),
    "measures": ("Measure",),
    "topics.membership": ("match_degree", "match_topic", "select_articles"),
    "read.articles": ("read_articles",),
    "read.sniffing": ("sniff",),
    "recipes": ("measure_topic", "read_corpus"),
    "report": ("write_report",),
    "score.coverage": ("score_coverage",),
    "score.entities": ("score_entities",),
    "score.frames": ("score_frames",),
    "score.naming": ("score_naming",),
    "score.sentiment": ("score_sentiment",),
    "score.word_rates": ("score_words",),
    "text.parts": ("split_sentences",),
    "score.zeros": ("fill_zeros",),
    "tables": (
        "ARTICLES",
        "CONTRASTS",
        "ESTIMATES",
        "PROBLEMS",
        "SCORES",
        "SENTENCES",
        "SPANS",
        "check_table",
    ),
    "word_tables": ("COLLOCATES", "KEYNESS", "WORD_COUNTS", "WORD_SHIFT"),
    "topics": ("Topic", "list_topics", "load_topic"),
    "wordlists": ("load_terms",),
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names}
__all__ = sorted(_HOME)
_FORMER = {"load_tone_lexicon": "load_lexicon", "read_tone_lexicon": "load_lexicon"}


def __getattr__(name: str) -> Any:
    if name == "read":
        return importlib.import_module("mediakit.read")
    if name in _FORMER:
        warnings.warn(
            f"{name} is now called {_FORMER[name]}, and the old name will be removed in the next version.",
            FutureWarning,
            stacklevel=2,
        )
        name = _FORMER[name]
    if name.startswith("read_") and name not in _HOME:
        return _former_reader(name)
    if name not in _HOME:
        raise AttributeError(f"module 'mediakit' has no attribute {name!r}")
    return getattr(importlib.import_module(f"mediakit.{_HOME[name]}"), name)


def _former_reader(name: str) -> Any:
    """Return the reader of one format, which was once found here."""
    read = importlib.import_module("mediakit.read")
    if name not in read.__all__:
        raise AttributeError(f"module 'mediakit' has no attribute {name!r}")
    message = (
        f"mediakit.{name} is now called mediakit.read.{name}, and the old name will be removed in the next version."
    )
    warnings.warn(message, FutureWarning, stacklevel=3)
    return getattr(read, name)


def __dir__() -> list[str]:
    return [*globals(), *__all__, "read"]
