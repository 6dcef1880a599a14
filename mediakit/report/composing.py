"""The page of a report: opening, summary, cautions, methods; its numbers come from tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mediakit.export.html import Report, ReportSection
from mediakit.export.provenance import describe_provenance
from mediakit.languages import code_of, language_name
from mediakit.measures import measures_of
from mediakit.phrases import style_of
from mediakit.printing import count, plural, say_dates
from mediakit.prose import say_value
from mediakit.recipes import Measured
from mediakit.report.cannot_say import cannot_say, groups_in
from mediakit.report.report_charts import anchor_of, figures_said, times_without_peak
from mediakit.statements.called import join_words, words_of
from mediakit.statements.not_found import say_not_found
from mediakit.statements.say import summary_of
from mediakit.statements.tested import n_figures
from mediakit.stats.estimates import METHODS
from mediakit.tables import ALL_OUTLETS
from mediakit.text.parts import known_language

# Each with the table that it is about; those without one hold for every report.
REFERENCES = (
    (
        "frames",
        "Entman, R. M. (1993). Framing: Toward clarification of a fractured paradigm. Journal of Communication 43(4).",
    ),
    (
        "tone",
        "Hutto, C. J., and Gilbert, E. (2014). VADER: A parsimonious rule-based model for sentiment analysis "
        "of social media text. ICWSM.",
    ),
    ("", "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22."),
    ("", "Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 6. Wiley."),
)
LIMITS = (
    ("", "Term lists measure vocabulary. They do not measure what an author means."),
    ("frames", "No list of frames used here has been validated against human coding."),
    ("tone", "Tone is not stance: bad news is negative whoever tells it."),
    (
        "",
        "Intervals say how values vary between articles like these. "
        "They do not say that the articles stand for all that an outlet published.",
    ),
    ("", "Words inside quotations count as the article's own unless a table says otherwise."),
)


def source_line(articles: pd.DataFrame, which: str = "") -> str:
    """Return how many articles there are, by how many outlets, and of which days."""
    published = articles["published"].dropna()
    dates = f", {say_dates(published.min(), published.max())}" if len(published) else ""
    told = f"{plural(len(articles), 'article')}{f' {which}' if which else ''}"
    outlets = articles.loc[articles["outlet"].astype(object) != "", "outlet"].nunique()
    by = f" by {plural(outlets, 'outlet')}" if outlets else ""
    return f"{told}{by}{dates}"


def compose_report(measured: Measured, sections: Sequence[ReportSection]) -> Report:
    """Return the page of a report: what may be said of what was measured, around its sections."""
    topic, drawn = measured.topic, [section.key for section in sections]
    lines = summary_of(measured.statements)
    summary = [(text, anchor_of(measured.statements, number, drawn)) for number, (text, _) in enumerate(lines, start=1)]
    words = words_of(topic, measured.tables, measured.choices.by)
    times = times_without_peak(measured, "coverage", "strands")
    missed = say_not_found(measured.statements, words, figures_said(measured) if groups_in(measured) > 1 else {}, times)
    opening = "coverage_by_outlet" if "coverage_by_outlet" in drawn else ""
    notes = [cannot_say(measured), *left_out(measured), _brackets(measured, drawn)]
    return Report(
        title=measured.choices.title or f"{topic.title} in the news",
        facts=f"{topic.title} · {source_line(measured.articles)}",
        summary=[(_opening(measured), opening), *summary, *([(missed, "")] if missed else [])],
        notes=[note for note in notes if note],
        card=_card(measured),
        months=_months(measured.tables["corpus"]),
        cautions=_cautions(measured),
        sections=sections,
        methods=_methods(measured),
        limits=[text for name, text in LIMITS if not name or name in measured.tables],
        references=[text for name, text in REFERENCES if not name or name in measured.tables],
        provenance=[
            *describe_provenance(measured.articles, topic, measured.choices),
            *((f"left out {number}", text) for number, text in enumerate(left_out(measured), start=1)),
        ],
        author=measured.choices.author,
    )


def _brackets(measured: Measured, drawn: Sequence[str]) -> str:
    """Return what the ranges in brackets are; empty where no figure has values with ranges."""
    if set(drawn) <= {"corpus"}:
        return ""
    level = measured.choices.level
    tested = " A difference is told only where chance would rarely make any as large; see Methods."
    other = "" if level == _OF_DIFFERENCES else f" ({100 * _OF_DIFFERENCES:g} % for differences)"
    return (
        f"Ranges in brackets are {100 * level:g} % intervals{other}: where the number would most probably lie for more "
        f"articles like these.{tested if n_figures(measured.statements) else ''}"
    )


_OF_DIFFERENCES = 0.95


def _opening(measured: Measured) -> str:
    """Return how many articles are on the topic, of how many that its terms can read."""
    topic, articles = measured.topic, measured.acted.articles
    read = articles[known_language(articles, topic.language)]
    n, n_all, language = len(measured.on_topic), len(read), language_name(code_of(topic.language))
    if not n_all:
        return f"{_none_of(len(articles))} is in {language}: the terms of {topic.title} can read nothing here."
    said = f"{count(n) if n else 'None'} of {plural(n_all, 'article')}" if n_all > 1 else "The only article"
    said += f" in {language}" if n_all < len(articles) else ""
    outlets = read["outlet"].astype(object)
    by = f" by {plural(outlets[outlets != ''].nunique(), 'outlet')}" if n_all > 1 and (outlets != "").any() else ""
    said += f"{by} {_is(n)}{'' if n or n_all > 1 else ' not'} on {topic.title}"
    rows = measured.tables["coverage_by_outlet"]
    rows = rows[rows["label"] == topic.name]
    share = rows[rows[measured.choices.by] == ALL_OUTLETS].iloc[0].to_dict()
    # A share of a handful of articles is no percentage.
    if share["estimate"] == share["estimate"] and n_all >= _LEAST_FOR_SHARE:
        copies = _COPIES.get(measured.choices.weights, "")
        said += f"{'; ' if copies else ': '}{say_value(share, style_of(rows))}{copies}"
    return f"{said}{_main(measured.n_main, n)}."


# The share is then of stories, not of the articles that are counted before it.
_COPIES = {
    "stories": " with copies of a story counted once",
    "once_per_outlet": " with the copies of a story counted once for each outlet",
}


def _main(main: int | None, n: int) -> str:
    """Return how many of the articles on the topic have it as their main subject."""
    if main is None or not n:
        return ""
    if n == 1:
        return ", as its main subject" if main else ", but not as its main subject"
    if not main:
        return "; none of them has it as its main subject"
    whose = "has it as its" if main == 1 else "have it as their"
    return f"; {'all' if main == n else count(main)} of them {whose} main subject"


def _none_of(number: int) -> str:
    return f"None of {count(number)} articles" if number > 1 else "No article"


def _is(number: int) -> str:
    return "is" if number < 2 else "are"


_LEAST_FOR_SHARE = 20


def left_out(measured: Measured) -> list[str]:
    """Return what was left out because it is known to be wrong, and what that changed; one sentence each."""
    said, acted = [], measured.acted
    if acted.without_capitals:
        n = int(measured.articles["outlet"].isin(acted.without_capitals).sum())
        said.append(
            f"Left out: {plural(n, 'article')} of {join_words(list(acted.without_capitals))}, whose texts have lost "
            "their words in capitals, such as NATO."
        )
    if len(acted.passages):
        said.append(
            f"Left out: {plural(len(acted.passages), 'sentence')} that outlets print again and again "
            f"(in five stories and three weeks or more){_effect(measured.with_passages)}."
        )
    if acted.on_collection_days:
        n = len(acted.on_collection_days)
        said.append(
            f"{plural(n, 'article')} dated on a day that may be that of collection {_is(n)} left out "
            "where periods that stand out are looked for."
        )
    return said


def _effect(changed: pd.DataFrame) -> str:
    """Return what repeated sentences would have done to the number of articles on the topic."""
    if not len(changed):
        return "; no article is on the topic, or not, because of them"
    most = changed.iloc[int((changed["before"] - changed["after"]).abs().argmax())]
    total = int((changed["before"] - changed["after"]).sum())
    several = f", and {count(total)} more articles in all" if len(changed) > 1 else ""
    return (
        f"; with them {most['outlet'] or 'an unnamed outlet'} would have {count(most['before'])} articles on the topic "
        f"instead of {count(most['after'])}{several}"
    )


_ACTED = {"lost_capitals": "lost_capitals", "repeated_passage": "repeated_passages"}


def _cautions(measured: Measured) -> list[str]:
    """Return what to know before quoting a number: one line a kind of finding, the gravest first."""
    rows = measured.findings
    # What was acted on is told of as left out.
    done = [code for code, flaw in _ACTED.items() if flaw not in measured.choices.keep]
    rows = rows[~rows["code"].isin(done)]
    said = []
    for severity in ("warning", "info"):
        for _, own in rows[rows["severity"] == severity].groupby("code", sort=False):
            others = [name or "an unnamed outlet" for name in own["outlet"].iloc[1:]]
            listed = join_words(others) if len(others) <= _MOST_NAMED else f"{len(others)} more outlets"
            more = f" The same is true of {listed} (numbers in tables/findings.csv)." if others else ""
            said.append(f"{own['message'].iloc[0]}{more}")
    return said


_MOST_NAMED = 6


def _card(measured: Measured) -> list[tuple[str, str]]:
    articles, problems = measured.articles, measured.problems
    published = articles["published"].dropna()
    lost = int((problems["severity"] == "error").sum()) if len(problems) else 0
    formats = articles["source_format"].value_counts() if "source_format" in articles else pd.Series(dtype=int)
    outlets = int(articles.loc[articles["outlet"].astype(object) != "", "outlet"].nunique())
    words = pd.Series([len(text.split()) for text in articles["text"]])
    return [
        ("Articles", f"{len(articles):,}"),
        ("On the topic", f"{len(measured.on_topic):,}"),
        (
            "Stories, exact copies counted once",
            f"{articles['story_id'].nunique():,}" if "story_id" in articles else "not counted",
        ),
        ("Outlets", f"{outlets:,}" if outlets else "not known"),
        ("Dates", say_dates(published.min(), published.max()) if len(published) else "none"),
        ("Without a date", f"{len(articles) - len(published):,}"),
        ("Median words", f"{words.median():,.0f}"),
        ("Records that could not be read", f"{lost:,}"),
        ("Read as", ", ".join(f"{name} ({count(n)})" for name, n in formats.items() if name) or "a table"),
    ]


def _months(corpus: pd.DataFrame) -> pd.DataFrame | None:
    if not len(corpus):
        return None
    busy = corpus.groupby(corpus["period"].dt.year)["n_articles"].transform("sum") > 0
    months = corpus[busy].assign(month=corpus["period"].dt.strftime("%Y-%m"))
    months["outlet"] = months["outlet"].astype(object).replace("", "(not known)")
    return pd.DataFrame(months.pivot(index="outlet", columns="month", values="n_articles")).reset_index()


def _language_line(measured: Measured) -> str:
    """Return what was done about articles in other languages, or nothing where there are none."""
    language = measured.topic.language
    foreign = int((~known_language(measured.articles, language)).sum())
    if not foreign:
        return ""
    return (
        f"{plural(foreign, 'article')} not in {language_name(code_of(language))} cannot be read by the topic's terms "
        f"and {'is' if foreign == 1 else 'are'} left out. "
        "Languages are told by words that one language has more often than others."
    )


def _methods(measured: Measured) -> list[str]:
    topic, choices = measured.topic, measured.choices
    own = {name: measures_of(measured.tables[name])[name] for name in measured.own if name in measured.tables}
    chosen = "; ".join(f"{name}: {value}" for name, value in choices.describe())
    lines = [
        f"Topic: {topic.description} The terms are in {topic.source}.",
        f"The query of the topic: {topic.say_validity() or 'precision and recall not measured'}.",
        f"Chosen for this report: {chosen}." if chosen else "",
        "Page furniture and datelines were cut before counting; exact copies of a story are marked, "
        + (
            "and each counts as an article." if choices.weights == "all" else f"and count as chosen: {choices.weights}."
        ),
        f"Counted are these parts of an article: {', '.join(choices.parts)}; "
        "a title and a standfirst are a sentence each.",
        *left_out(measured),
        *_measuring(measured),
        *(
            f"{name}: {about.meaning}. {METHODS[about.kind]}. Validity: {about.validity}."
            for name, about in own.items()
        ),
        f"Intervals hold at {100 * choices.level:g} % over articles, with copies of one story as a cluster: "
        "Wilson for shares of articles, a ratio with jackknife on the logit scale for shares of sentences or mentions, "
        "t for tone.",
        *_testing(measured),
        "Values on fewer than ten articles (five in a period) are withheld.",
        _language_line(measured),
    ]
    return [line for line in lines if line]


def _measuring(measured: Measured) -> list[str]:
    """Return how that was measured of which there is a table, and over which articles."""
    tables = measured.tables
    every = f", by {measured.every}" if "coverage" in tables else ""
    words = ", and word choices over all" if "naming" in tables else ""
    rest = [name for name in ("frames", "tone") if name in tables] + ["names"] * ("entities" in tables)
    on_topic = f"; {join_words(rest)} over the articles on the topic" if rest else ""
    made = {
        "frames": "Frames: share of sentences with a term of the frame.",
        "naming": "Word choices: share of mentions among the variants of a choice.",
        "entities": "Names: share of articles that name an entity at least once, by a table of aliases.",
        "tone": f"Tone: mean compound of sentences by VADER's rules with the lexicon {measured.choices.lexicon_name}; "
        "the whole article is never scored as one text.",
    }
    return [
        f"Coverage is measured over all articles{every}{words}{on_topic}.",
        *(text for name, text in made.items() if name in tables),
    ]


def _testing(measured: Measured) -> list[str]:
    """Return how it was decided what may be said."""
    statements, by = measured.statements, "outlet" if measured.choices.by == "outlet" else "group"
    n = n_figures(statements)
    tested = statements["kind"] == "difference"
    lines = []
    if n:
        within = (statements.loc[tested, "within"] != "").any()
        lines.append(
            f"Differences: each {by} against the others"
            f"{' of the same periods, weighted by its own articles' if within else ''}; "
            f"{plural(int(tested.sum()), 'comparison')} in {plural(n, 'figure')}. "
            f"One is told if less than {5 / n:.3g} % of 4,999 permutations of the {by}s"
            f"{' within the periods' if within else ''} make anything in its figure stand out as much, "
            "its 99 % interval (jackknife over stories) does not hold zero, and it is not too small to matter; "
            "who is named leaves the others."
        )
    if (~tested).any():
        lines.append(
            "Time: a change of level, and periods that stand out, are told if the share is at least four times as far "
            f"from the same {by}s' usual share as its other periods usually are, and farther than nearly all that "
            "permuted dates give."
        )
    return [*lines, *(["All that was tested is in tables/statements.csv."] if len(statements) else [])]
