"""Mails and boxes of mails."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles

HEAD = "From: {sender}\nTo: Reader PRIVATE <reader@PRIVATE.example>\nSubject: {subject}\n"
DATE = "Date: Tue, 02 May 2023 07:00:00 +0200\nMessage-ID: <PRIVATE1@post.example>\nX-Job: PRIVATE\n"
BODY = "The council voted for the ferry.\n\nIt leaves on Friday.\n"
PLAIN = (
    HEAD.format(sender="Island Post <news@post.example>", subject="=?utf-8?q?Ferry_stays_=E2=80=93_in_winter?=")
    + DATE
    + f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{BODY}"
)
HTML = (
    HEAD.format(sender="news@post.example", subject="Train late")
    + DATE
    + 'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n'
    "--b\nContent-Type: text/plain\n\nSee below.\n"
    "--b\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
    "<html><head><style>p {}</style></head><body><div style=3D'display: none'>Preheader</div><h1>Train late</h1>"
    "<p>The train to K=F6ln was late on Monday, said the company.</p>"
    "<p>This email was sent to reader@PRIVATE.example</p>"
    "<p><a href=3D'https://post.example/u'>Unsubscribe</a></p></body></html>\n--b--\n"
)


def box(*mails: str) -> bytes:
    return "\n".join(f"From MAILER-DAEMON Tue May  2 07:00:00 2023\n{mail}" for mail in mails).encode()


def everything(source: object) -> str:
    articles, problems = read_articles(source)
    return str(articles.to_dict()) + str(problems.to_dict())


def test_a_box_gives_one_article_a_mail_and_no_recipient() -> None:
    data = box(PLAIN + "\n>From the archive: it was stopped in 2012.\n", HTML)
    articles, problems = read_articles(data)
    assert articles["source_format"].tolist() == ["mail"] * 2
    assert articles["title"].tolist() == ["Ferry stays – in winter", "Train late"]
    assert articles["outlet"].tolist() == ["Island Post", "post.example"]
    assert articles["published"].dt.strftime("%H:%M").tolist() == ["05:00"] * 2
    assert articles["text"].iloc[0].endswith("From the archive: it was stopped in 2012.")
    assert articles["text"].iloc[1] == "Train late\n\nThe train to Köln was late on Monday, said the company."
    assert "PRIVATE" not in everything(data) and problems.empty


@pytest.mark.parametrize("form", ["{}", "{}\n", "Return-Path: <x@PRIVATE.example>\n{}"])
def test_one_mail(form: str) -> None:
    articles, _ = read_articles(form.format(PLAIN).encode())
    assert articles[["title", "text"]].values.tolist() == [["Ferry stays – in winter", BODY.strip()]]


def test_the_address_of_the_reader_is_cut_out_of_the_text() -> None:
    data = PLAIN.replace(BODY, BODY + "\nDear reader@PRIVATE.example, write to us at desk@post.example.\n").encode()
    text = read_articles(data).articles["text"].iloc[0]
    assert "PRIVATE" not in text and "desk@post.example" in text


def test_attachments_are_left_out_and_broken_parts_are_told() -> None:
    attached = HTML.replace(
        "--b--", "--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nPRIVATE note\n--b--"
    )
    assert "PRIVATE" not in everything(attached.encode())
    _, problems = read_articles(HTML.replace("--b--\n", "").encode())
    assert "truncated_text" in set(problems["code"])
    _, problems = read_articles(HTML.split("Content-Type: text/html")[0].replace("See below.", "").encode())
    assert set(problems["code"]) & {"empty_text", "truncated_text"}


def test_a_running_text_with_such_words_is_no_mail() -> None:
    articles, _ = read_articles(b"From: here to there\n\nThe ferry sails from here to there, and back again.\n")
    assert articles["source_format"].tolist() == ["text"]


@pytest.mark.parametrize("before", ["", "---------- Forwarded message ---------\n", "Look at this.\n\n"])
def test_a_mail_that_was_passed_on_counts_as_what_it_passes_on(before: str) -> None:
    head = "From: Island Post <news@post.example>\nDate: Mon, 1 May 2023 08:00:00 +0000\nSubject: Ferry stays\n"
    passed = f"{before}{head}To: Other PRIVATE <x@PRIVATE.example>\n\n{BODY}"
    articles, problems = read_articles(PLAIN.replace(BODY, passed).encode())
    row = articles.iloc[0]
    assert (row["title"], row["outlet"], row["published"].day) == ("Ferry stays", "Island Post", 1)
    assert row["text"] == BODY.strip() and "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_a_quoted_mail_below_a_text_loses_its_head_only() -> None:
    quoted = (
        f"{BODY * 4}\n> From: Bob PRIVATE <b@PRIVATE.example>\n> To: c@PRIVATE.example\n> Subject: Re: x\n\nThe end.\n"
    )
    row = read_articles(PLAIN.replace(BODY, quoted).encode()).articles.iloc[0]
    assert (
        row["title"].startswith("Ferry stays – ") and "PRIVATE" not in row["text"] and row["text"].endswith("The end.")
    )
