"""Calls as a user writes them, for mypy alone: nothing here is run. Lines marked ``# wrong`` must be found."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import mediakit
from mediakit.topics import Topic


def twenty_right_calls(articles: pd.DataFrame, topic: Topic, folder: Path) -> None:
    read, problems = mediakit.read_articles("export.docx", columns={"text": "body"}, dayfirst=True)
    table = mediakit.read.read_csv("export.csv", timezone="Europe/London").articles
    corpus, _ = mediakit.read_corpus(folder, encoding="cp1252")
    found = mediakit.fetch_pages(["https://news.example/1"], cache=folder, delay=2).articles
    print(mediakit.sniff("export.docx")[0].confidence, len(problems))
    cleaned = mediakit.group_stories(mediakit.clean_articles(pd.concat([read, table, found])))
    print(mediakit.check_corpus(cleaned)["message"].to_list())
    own = mediakit.load_topic(folder / "mine.toml")
    on_topic = mediakit.select_articles(articles, own, parts=["title", "text"])
    spans = mediakit.annotate_frames(on_topic, mediakit.Lexicon("demo", [mediakit.Term("red line*", "lines")]))
    print(mediakit.evidence(spans, on_topic, context=40)["hit"].head())
    scores = mediakit.score_sentiment(corpus, lexicon=mediakit.load_lexicon("vader"), parts="title")
    estimates = mediakit.estimate(scores, corpus, by=["outlet", "section"], weights="stories", level=0.9)
    months = mediakit.trend(scores, corpus, every="month")
    print(mediakit.compare_groups(scores, corpus, by="outlet", reference="rest")["p_adjusted"].min())
    ax = mediakit.plot_comparison(estimates, focus=["Daily Lantern"], names={"a": "A"}, width="a4-column")
    print(mediakit.alt_text(mediakit.plot_trend(months)), ax.get_title())
    paths = mediakit.export_figure(ax, folder / "tone", formats=["svg"])
    measure = mediakit.Measure(name="mine", kind="rate", unit="per page", phrase="Mine")
    print(
        mediakit.check_table(measure.score(scores), mediakit.SCORES), mediakit.__version__, paths[0].name, topic.title
    )


def wrong_calls(articles: pd.DataFrame, scores: pd.DataFrame, topic: Topic) -> None:
    mediakit.plot_nothing(scores)  # wrong: there is no such function
    mediakit.read_csv("export.csv")  # wrong: the readers of one format are in mediakit.read
    mediakit.load_tone_lexicon("news")  # wrong: a former name
    mediakit.read.read_cvs("export.csv")  # wrong: there is no such format
    mediakit.read_articles("export.csv", colums={"text": "body"})  # wrong: the option is columns
    mediakit.read_articles("export.csv", columns=["body"])  # wrong: a list for a dict
    mediakit.read.read_csv("export.csv", format="csv")  # wrong: the name says the format already
    mediakit.read_articles("export.csv", dayfirst="yes")  # wrong: a text for True or False
    mediakit.score_sentiment(mediakit.read_corpus("exports"))  # wrong: the pair, not its articles
    one, two, three = mediakit.read_corpus("exports")  # wrong: two tables, not three
    mediakit.score_frames(articles)  # wrong: no topic
    mediakit.select_articles(articles, "nato-enlargement")  # wrong: a name, not a loaded topic
    mediakit.estimate(scores)  # wrong: no articles
    mediakit.estimate(scores, articles, "outlet")  # wrong: by is given by its name
    mediakit.estimate(scores, articles, level="95 %")  # wrong: a text for a number
    mediakit.estimate(scores, articles, generalise_to="readers")  # wrong: not one of its words
    mediakit.trend(scores, articles, every="fortnight")  # wrong: not one of its words
    mediakit.compare_groups(scores, articles)  # wrong: no groups
    mediakit.compare_groups(scores, articles, by="outlet", weights="copies")  # wrong: not one of its words
    mediakit.plot_trend(scores, width="a5")  # wrong: not one of its words
    mediakit.plot_comparison(scores, focus=3)  # wrong: a number for names
    mediakit.plot_comparison(scores).savefig("tone.png")  # wrong: Axes have no savefig; export_figure writes
    mediakit.export_figure(scores, "tone")  # wrong: a table, not Axes
    print(topic.titel, one, two, three)  # wrong: the attribute is title
