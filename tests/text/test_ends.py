"""Where sentences end: quotations, lists, footnotes, capitals, and the marks of other scripts."""

from __future__ import annotations

import pytest

from mediakit.text.blocks import read_blocks


def sentences_of(text: str) -> list[str]:
    return [
        block.texts[at][start:end]
        for _, block in read_blocks([text])
        for at, start, end in zip(
            block.sentences.text.tolist(), block.sentences.start.tolist(), block.sentences.end.tolist(), strict=True
        )
    ]


@pytest.mark.parametrize(
    "sentences",
    [
        ["“Is the ferry late?” Berg asked.", "Nobody knew."],
        ['"Is the ferry late?" Ms. Berg asked on Friday.', '"It is!" The captain of the ferry replied.'],
        ["“Why now?” Berg, the mayor, asked.", "“No!” Anna van der Meer said."],
        ["“Why now?”", "The islanders will vote on Sunday, Berg said."],
        ["“Never!”", "Berg said that the ferry would stay."],
        ["“Never!”", "Then he left."],
        ["»Warum jetzt?« Berg fragte.", "Niemand wusste es."],
        ["«Почему сейчас?» Анна Берг спросила.", "Никто не знал."],
        ["‘Why now?’ Berg asked.", "Nobody knew."],
        ["« Pourquoi ? » demande Berg.", "« Non. »", "Elle part."],
        ["1. The ferry stays.", "2. Fares fall.", "III. Nobody pays.", "B. The end."],
        ["It began in 1999.", "2022 was worse."],
        ["The talks failed.[1]", "Nobody came.[2][3]", "It rained."],
        ["The talks failed.¹", "Nobody came.12", "It rained.(4)", "It stopped.†", "Then it rained."],
        ["Version 2.5 came.", "It cost No. 4."],
        ["SHE LIVES IN WASHINGTON, D.C. AND WORKS IN THE U.S. IN SUMMER.", "THE END."],
        ["THE OFFICE IS IN WASHINGTON, D.C.", "THE DOOR IS OPEN."],
        ["هل تأخرت العبّارة؟", "نعم."],
        ["کیا کشتی دیر سے ہے؟", "ہاں۔", "ٹھیک ہے۔"],
        ["क्या नाव देर से है?", "हाँ।", "ठीक है।"],
        ["Նավը ուշացավ։", "Այո։"],
        ["It is at https://island.example/a.b?c.", "The next one is not."],
    ],
)
def test_sentences_end_where_they_should(sentences: list[str]) -> None:
    assert sentences_of(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["「行くのか？」と彼は言った。", "彼女は去った。"],
        ["“船来了吗？”船长问。", "“没有！”她说。", "好。"],
        ["船来了！", "真的？", "好。"],
        ["नाव आई।", "ठीक है।"],
    ],
)
def test_no_space_need_follow_the_marks_of_these_scripts(sentences: list[str]) -> None:
    assert sentences_of("".join(sentences)) == sentences
