"""Captions: numbers and times gone, rolling lines once, speakers apart."""

from __future__ import annotations

from pathlib import Path

from mediakit.read import read_articles

SRT = """1
00:00:01,000 --> 00:00:04,200
>> GOOD EVENING. THE COUNCIL
HAS VOTED FOR THE FERRY.

2
00:00:04,200 --> 00:00:08,900
>> Reporter: Islanders had feared
for the <i>clinic</i>. [ APPLAUSE ]

3
00:00:08,900 --> 00:00:12,000
The mayor was glad. >> Thank you.
"""
ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:01.000 --> 00:00:02.000 align:start
the ferry

00:00:02.000 --> 00:00:03.000
the ferry
<00:00:02.100><c>stays</c> in winter

00:00:03.000 --> 00:00:04.000
stays in winter
said the council

NOTE made by a machine

00:00:05.000 --> 00:00:06.000
<v Ann Example>It does &amp; it will.
"""


def test_a_transcript_without_numbers_times_and_sounds() -> None:
    articles, problems = read_articles(SRT.encode())
    row = articles.iloc[0]
    assert row["source_format"] == "captions"
    assert row["text"].split("\n\n") == [
        "GOOD EVENING. THE COUNCIL HAS VOTED FOR THE FERRY.",
        "Reporter: Islanders had feared for the clinic. The mayor was glad.",
        "Thank you.",
    ]
    assert row["x_speakers"] == "Reporter" and set(problems["code"]) == {"malformed_document", "no_date"}


def test_rolling_captions_are_counted_once() -> None:
    row = read_articles(ROLLING.encode()).articles.iloc[0]
    assert row["text"] == "the ferry stays in winter said the council\n\nAnn Example: It does & it will."
    assert (row["language"], row["x_speakers"]) == ("en", "Ann Example")


def test_lines_that_grow_word_by_word_are_counted_once() -> None:
    words = ["the", "ferry", "stays", "in", "winter"]
    cues = [f"00:0{n}.000 --> 00:0{n + 1}.000\n{' '.join(words[: n + 1])}" for n in range(5)]
    row = read_articles(("WEBVTT\n\n" + "\n\n".join(cues)).encode()).articles.iloc[0]
    assert row["text"] == "the ferry stays in winter"


def test_name_and_folder_say_what_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "broadcasts" / "Island TV"
    folder.mkdir(parents=True)
    (folder / "2023-05-02_Evening_News.en.srt").write_text(SRT.replace("\n\n", "\n"), "utf-8")
    row = read_articles(tmp_path).articles.iloc[0]
    assert (row["outlet"], f"{row['published']:%Y-%m-%d}") == ("Island TV", "2023-05-02")
    assert "Evening News" in row["title"] and "-->" not in row["text"] and " 2 " not in row["text"]


def test_captions_without_speech_are_lost_and_told() -> None:
    articles, problems = read_articles(b"1\n00:00:01,000 --> 00:00:02,000\n[ MUSIC ]\n")
    assert len(articles) == 0 and problems["severity"].tolist() == ["error"]
