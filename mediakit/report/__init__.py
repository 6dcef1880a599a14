"""The main job: charts, tables and one self-contained report on a topic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from mediakit.choices import Choices
from mediakit.export.html import Report, ReportFigure, ReportSection, write_html
from mediakit.export.provenance import describe_provenance
from mediakit.export.report_folder import close_folder, open_folder
from mediakit.export.table_files import write_table
from mediakit.languages import code_of, language_name
from mediakit.measures import measures_of
from mediakit.phrases import style_of
from mediakit.printing import plural, say_dates
from mediakit.prose import say_measure, say_value
from mediakit.recipes import Measured, measure_topic, show_progress
from mediakit.report.report_charts import ReportChart, charts_of, variant_names
from mediakit.stats.estimates import METHODS
from mediakit.tables import ALL_OUTLETS
from mediakit.text.parts import known_language
from mediakit.topics import Topic

REFERENCES = (
    "Entman, R. M. (1993). Framing: Toward clarification of a fractured paradigm. Journal of Communication 43(4).",
    "Hutto, C. J., and Gilbert, E. (2014). VADER: A parsimonious rule-based model for sentiment analysis "
    "of social media text. ICWSM.",
    "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22.",
    "Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 6. Wiley.",
)
LIMITS = (
    "Term lists measure vocabulary. They do not measure what an author means, "
    "and no list of frames used here has been validated against human coding.",
    "Tone is not stance: bad news is negative whoever tells it.",
    "Intervals say how values vary between articles like these. "
    "They do not say that the articles stand for all that an outlet published.",
    "Words inside quotations count as the article's own unless a table says otherwise.",
)


def write_report(
    articles: pd.DataFrame,
    topic: Topic,
    folder: str | Path,
    *,
    choices: Choices | None = None,
    scores: Sequence[pd.DataFrame] = (),
    problems: pd.DataFrame | None = None,
) -> list[Path]:
    """Write a report on a topic: report.html, and every chart and table as files beside it.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES from read_corpus(): all that was published, not only what is on the topic.
    topic : Topic
        From load_topic().
    folder : str or Path
        Made if missing; files of the same names are replaced, each as a whole. mediakit-report.json lists what belongs
        to the report, with a digest of each file: what an earlier report left there, and nobody changed, is removed.
    choices : Choices, optional
        What is measured with what, and over which articles; told in Methods and provenance.
    scores : list of DataFrame
        SCORES of further measures, your own included: each measure gets a section and a line in Methods.
    problems : DataFrame, optional
        PROBLEMS from read_corpus().

    Returns
    -------
    list of Path
        report.html first, mediakit-report.json last.

    Raises
    ------
    SourceError
        When no article belongs to the topic, or the folder cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from mediakit.recipes import read_corpus
    >>> from mediakit.topics import load_topic
    >>> facts = {"title": "Bid", "date": "2022-05-09", "outlet": "A"}
    >>> rows = [{**facts, "text": f"Finland joins NATO, part {i}."} for i in range(12)]
    >>> write_report(read_corpus(rows).articles, load_topic("nato-enlargement"), mkdtemp())[0].name
    'report.html'
    """
    measured = measure_topic(articles, topic, choices=choices, scores=scores, problems=problems)
    target = Path(folder)
    charts = charts_of(measured, _source_line(measured.articles), _source_line(measured.on_topic, "on the topic"))
    tables = _files(measured)
    pictures = [f"figures/{chart.name}.{kind}" for chart in charts for kind in ("png", "svg", "csv")]
    before = open_folder(target, ["report.html", *pictures, *(f"tables/{name}.csv" for name in tables)])
    sections, paths = [], []
    with show_progress(len(charts)) as step:
        for chart in charts:
            step(f"drawing {chart.name}")
            section, files = _draw(chart, target)
            sections.append(section)
            paths += files
    for name, table in tables.items():
        paths.append(write_table(table, target / "tables" / f"{name}.csv"))
    paths.insert(0, write_html(_compose(measured, sections), target / "report.html"))
    return [*paths, close_folder(target, before, paths)]


def _files(measured: Measured) -> dict[str, pd.DataFrame]:
    """Return every table to write by file name; texts of articles stay with whoever owns them."""
    listed = measured.articles.drop(columns=["text", "x_cut"], errors="ignore")
    listed = listed.assign(on_topic=listed["article_id"].isin(measured.on_topic["article_id"]))
    return {
        **measured.tables,
        "articles": listed,
        "problems": measured.problems,
        "findings": measured.findings,
        "evidence": measured.evidence,
    }


def _draw(chart: ReportChart, folder: Path) -> tuple[ReportSection, list[Path]]:
    from mediakit.charts.record import alt_text, plotted_table
    from mediakit.export.figure import close_charts, export_figure, render_png

    wide = chart.draw(chart.table, width="web", **chart.options)
    narrow = chart.draw(chart.table, width="a4-column", **chart.options)
    files = export_figure(wide, folder / "figures" / chart.name)
    drawn = plotted_table(wide)
    # The page shows the very picture that lies beside it: drawing costs more than reading it back.
    shown = files[0].read_bytes()
    figure = ReportFigure(
        chart.name, alt_text(wide), _caption(drawn), shown, render_png(narrow), f"figures/{chart.name}.csv"
    )
    close_charts(wide, narrow)
    return ReportSection(chart.name, chart.heading, list(chart.sentences), [figure], _caveats(drawn)), files


def _caption(table: pd.DataFrame) -> str:
    if "measure" not in table.columns or not len(table):
        return "Articles by outlet and month."
    return say_measure(table)


def _caveats(table: pd.DataFrame) -> list[str]:
    if "caveat" not in table.columns:
        return []
    foreign, mixed, few = (
        int(table["caveat"].str.contains(words).sum())
        for words in ("^withheld: none of", "articles? not in .* left out", "few articles")
    )
    withheld = int(table["caveat"].str.startswith("withheld").sum()) - foreign
    notes = []
    if foreign:
        notes.append(f"{foreign} of {len(table)} values are not given: their articles are in other languages.")
    if mixed:
        notes.append(f"{mixed} of {len(table)} values leave out articles in other languages.")
    if withheld:
        notes.append(f"{withheld} of {len(table)} values are withheld because they would rest on too few articles.")
    if few:
        notes.append(
            f"{few} of {len(table)} values rest on fewer than 30 articles: read their intervals, not their order."
        )
    return notes


def _source_line(articles: pd.DataFrame, which: str = "") -> str:
    published = articles["published"].dropna()
    dates = f", {say_dates(published.min(), published.max())}" if len(published) else ""
    told = f"{plural(len(articles), 'article')}{f' {which}' if which else ''}"
    return f"{told} by {plural(articles['outlet'].nunique(), 'outlet')}{dates}"


def _compose(measured: Measured, sections: Sequence[ReportSection]) -> Report:
    topic, articles, on_topic = measured.topic, measured.articles, measured.on_topic
    summary = [(sentence, section.key) for section in sections for sentence in section.paragraphs[:1]]
    rows = measured.tables["coverage_by_outlet"]
    share = rows[(rows["label"] == topic.name) & (rows[measured.choices.by] == ALL_OUTLETS)].iloc[0].to_dict()
    opening = f"{len(on_topic):,} of {len(articles):,} articles belong to the topic"
    style = style_of(rows[rows["label"] == topic.name])
    opening += f", {say_value(share, style)}." if share["estimate"] == share["estimate"] else "."
    if measured.n_main is not None:
        opening += f" {_has_or_have(measured.n_main)} it as {'its' if measured.n_main == 1 else 'their'} main subject."
    return Report(
        title=measured.choices.title or f"{topic.title} in the news",
        facts=f"{topic.title} · {_source_line(measured.articles)}",
        summary=[
            (
                opening,
                "coverage_by_outlet" if any(s.key == "coverage_by_outlet" for s in sections) else sections[-1].key,
            ),
            *summary,
        ][:6],
        card=_card(measured),
        months=_months(measured.tables["corpus"]),
        cautions=[
            *measured.findings.query("severity == 'warning'")["message"],
            *measured.findings.query("severity == 'info'")["message"],
        ],
        sections=sections,
        evidence=_evidence(measured),
        evidence_note=f"{len(measured.evidence)} of {measured.n_evidence:,} mentions of the word choices, "
        "drawn at random within outlets (seed 1). All are in the articles; annotate_naming() lists them.",
        methods=_methods(measured),
        limits=LIMITS,
        references=REFERENCES,
        provenance=describe_provenance(articles, topic, measured.choices),
        author=measured.choices.author,
    )


def _has_or_have(number: int) -> str:
    return "1 of them has" if number == 1 else f"{number:,} of them have" if number else "None of them have"


def _card(measured: Measured) -> list[tuple[str, str]]:
    articles, problems = measured.articles, measured.problems
    published = articles["published"].dropna()
    lost = int((problems["severity"] == "error").sum()) if len(problems) else 0
    formats = articles["source_format"].value_counts() if "source_format" in articles else pd.Series(dtype=int)
    words = pd.Series([len(text.split()) for text in articles["text"]])
    return [
        ("Articles", f"{len(articles):,}"),
        ("On the topic", f"{len(measured.on_topic):,}"),
        (
            "Stories, exact copies counted once",
            f"{articles['story_id'].nunique():,}" if "story_id" in articles else "not counted",
        ),
        ("Outlets", f"{articles['outlet'].nunique():,}"),
        ("Dates", say_dates(published.min(), published.max()) if len(published) else "none"),
        ("Without a date", f"{len(articles) - len(published):,}"),
        ("Median words", f"{words.median():,.0f}"),
        ("Records that could not be read", f"{lost:,}"),
        ("Read as", ", ".join(f"{name} ({count:,})" for name, count in formats.items() if name) or "a table"),
    ]


def _months(corpus: pd.DataFrame) -> pd.DataFrame | None:
    if not len(corpus):
        return None
    busy = corpus.groupby(corpus["period"].dt.year)["n_articles"].transform("sum") > 0
    months = corpus[busy].assign(month=corpus["period"].dt.strftime("%Y-%m"))
    return pd.DataFrame(months.pivot(index="outlet", columns="month", values="n_articles")).reset_index()


def _evidence(measured: Measured) -> pd.DataFrame | None:
    rows = measured.evidence
    if not len(rows):
        return None
    names = variant_names(measured.topic)
    dates = rows["published"].dt.strftime("%Y-%m-%d").fillna("")
    quoted = rows["quoted"].map({True: "in quotation marks", False: "own words"})
    table = rows.assign(date=dates, label=rows["label"].astype(str).map(names), quoted=quoted)
    return table.loc[:, ["left", "hit", "right", "outlet", "date", "label", "quoted"]]


def _language_line(measured: Measured) -> str:
    """Return what was done about articles in other languages, or nothing where there are none."""
    language = measured.topic.language
    foreign = int((~known_language(measured.articles, language)).sum())
    if not foreign:
        return ""
    return (
        f"{plural(foreign, 'article')} not in {language_name(code_of(language))} cannot be read by the topic's terms "
        "and are left out. Languages are told by words that one language has more often than others."
    )


def _methods(measured: Measured) -> list[str]:
    topic, choices = measured.topic, measured.choices
    own = {name: measures_of(measured.tables[name])[name] for name in measured.own}
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
        f"Coverage is measured over all articles, by {measured.every}; "
        "frames, word choices, tone and names over the articles on the topic.",
        "Frames: share of sentences with a term of the frame. "
        "Word choices: share of mentions among the variants of a choice. "
        "Names: share of articles that name an entity at least once, by a table of aliases.",
        f"Tone: mean compound of sentences by VADER's rules with the lexicon {choices.lexicon_name}; "
        "the whole article is never scored as one text.",
        *(
            f"{name}: {about.meaning}. {METHODS[about.kind]}. Validity: {about.validity}."
            for name, about in own.items()
        ),
        f"Intervals hold at {100 * choices.level:g} % over articles, with copies of one story as a cluster: "
        "Wilson for shares of articles, a ratio with jackknife on the logit scale for shares of sentences or mentions, "
        "t for tone.",
        "Values on fewer than ten articles (five in a period) are withheld.",
        _language_line(measured),
    ]
    return [line for line in lines if line]
