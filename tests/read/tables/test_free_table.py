"""Tables: any column names, any delimiter, every row accounted for."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from mediakit.errors import SourceError
from mediakit.ids import hash_articles
from mediakit.read import read_articles
from mediakit.read.account import Account
from mediakit.read.tables.column_choice import choose_columns, target_of
from mediakit.read.tables.compound import Compound, CompoundError
from mediakit.read.tables.delimited import Dialect, guess_dialect, read_rows, read_whole
from mediakit.read.values.missing import is_missing
from mediakit.read.values.text_columns import text_array, tidy_cell, tidy_texts
from mediakit.read.values.tidying import paragraphs, strip_markup, tidy_text
from tests.conftest import evaluation_data
from tests.read.fuzz_samples import old_workbook, open_document, workbook


def codes(problems: pd.DataFrame, severity: str = "warning") -> list[str]:
    return sorted(problems.loc[problems["severity"] == severity, "code"])


def test_columns_are_known_by_name_in_many_languages() -> None:
    names = {
        "Headline": "title",
        "publish_date": "published",
        "maintext": "text",
        "Zeitung": "outlet",
        "Заголовок": "title",
    }
    names |= {"Дата": "published", "auteur": "byline", "Lien": "url", "正文": "text", "web_url": "url", "colour": ""}
    assert {name: target_of(name) for name in names} == names


def test_exports_of_media_monitors_and_libraries() -> None:
    monitor = {
        "Date": "01-Mar-2022 10:35PM",
        "Headline": "T",
        "Opening Text": "It opens.",
        "Source": "X",
        "Influencer": "Ann",
    }
    library = {"Title": "T", "pubtitle": "X", "pubdate": "Mar 1, 2022", "Authors": "['Ann', 'Bob']"}
    library["DocumentURL"] = "https://search.example/docview/1?accountid=77&tab=2"
    first, second = (read_articles([record]).articles.iloc[0] for record in (monitor, library))
    assert (first["outlet"], first["byline"], first["text"], first["truncated"]) == ("X", "Ann", "It opens.", True)
    assert f"{first['published']:%Y-%m-%d %H:%M}" == "2022-03-01 22:35"
    assert (second["outlet"], second["byline"]) == ("X", "Ann, Bob")
    assert second["url"] == "https://search.example/docview/1?tab=2"


def test_entities_in_lines_become_characters() -> None:
    records = [{"title": title, "text": "One."} for title in ("AT&amp;T &#8211; a story", "R&D;", "A & B")]
    assert read_articles(records).articles["title"].tolist() == ["AT&T – a story", "R&D;", "A & B"]


@pytest.mark.parametrize("cell", ["[Reuters]", "['", "[" * 9_000 + "]" * 900])
def test_a_byline_in_brackets_that_is_no_list_stays(cell: str) -> None:
    record = {"title": "T", "text": "One.", "author": cell}
    assert read_articles([record]).articles["byline"].tolist() == [cell]


def test_content_overrules_a_name() -> None:
    table = {
        "src": ["https://a.example/1", "https://a.example/2"],
        "Site": ["A", "B"],
        "text": [3, 4],
        "story": ["A story of some words.", "Another story of some words."],
        "desc": ["", ""],
    }
    assert choose_columns(table).sources == {"url": "src", "text": "story", "outlet": "Site"}


def test_unknown_names_are_found_by_their_content() -> None:
    long = "word " * 60
    table = {
        "q1": [long, long],
        "q2": ["2022-02-24", "2022-02-25"],
        "q3": ["https://a.example/x", "https://b.example/y"],
    }
    assert choose_columns(table).sources == {"url": "q3", "published": "q2", "text": "q1"}


def test_a_date_of_collection_is_used_only_when_nothing_better_is_there() -> None:
    articles, problems = read_articles(b"title,text,crawled_at\nA,b c,2022-02-24\nD,e f,2022-02-25\n")
    assert articles["published"].dt.day.tolist() == [24, 25]
    assert articles["flags"].tolist() == ["collection_date"] * 2
    assert "load_date_used" in codes(problems)
    both = read_articles(b"title,text,crawled_at,date\nA,b c,2022-02-24,2021-01-01\nD,e f,2022-02-25,2021-01-02\n")
    assert both.articles["published"].dt.year.tolist() == [2021, 2021]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    rows = [["title", "text", "date"], ["A", "one, two; three", "2022-02-24"], ["B", 'a "quoted" word', "2022-02-25"]]
    text = "\n".join(delimiter.join('"' + c.replace('"', '""') + '"' for c in row) for row in rows)
    articles, problems = read_articles(("\ufeff" + text).encode())
    assert articles["text"].tolist() == ["one, two; three", 'a "quoted" word']
    assert codes(problems) == codes(problems, "error") == []


def test_broken_rows_are_repaired_and_reported() -> None:
    data = b'title,text,date\nA,"x, y",2022-01-01\nB,short\nC,one, two, three,2022-01-03\n\n'
    data += b'D,"open quote,2022-01-04\nE,fine,2022-01-05\n'
    articles, problems = read_articles(data)
    assert articles["title"].tolist() == ["A", "B", "C", "D", "E"]
    assert articles["text"].tolist() == ["x, y", "short", "one, two, three", '"open quote', "fine"]
    assert articles["published"].dt.day.fillna(0).astype(int).tolist() == [1, 0, 3, 4, 5]
    assert codes(problems).count("malformed_document") == 3
    assert articles["source_index"].tolist() == [0, 1, 2, 3, 4]


def test_rows_run_together_by_a_quotation_mark_are_separated() -> None:
    rows = read_rows('a,b\n"1,2\n3",4\n5,6\n', Dialect(), account := Account())
    assert rows == [["a", "b"], ["1,2\n3", "4"], ["5", "6"]]
    assert account.problems == []


def test_the_quick_way_and_the_careful_way_agree() -> None:
    text = 'title,text\nA,"x ""y"" z"\nB,"two\nlines"\n,empty title\n'
    quick = read_whole(io.BytesIO(text.encode()))
    assert quick is not None
    careful = read_rows(text, guess_dialect(text)[0], Account())
    assert [list(row) for row in zip(*(c.to_pylist() for c in quick.values()), strict=True)] == careful[1:]
    assert read_whole(io.BytesIO(b"title,text\nA\n")) is None
    assert read_whole(io.BytesIO("title,text\nÉté,a\n".encode("cp1252"))) is None


def make_large(path: Path) -> bytes:
    """Write a table larger than what is read at once, with quoted line breaks, doubled quotes and some odd cells."""
    rows = ["outlet,date,title,text"]
    for at in range(900):
        text = f"Report {at}.\n\n" + 'They said ""no"" again, and left. ' * (30 + at % 70)
        odd = {0: "zero\u200bwidth", 1: "<p>tags</p>", 2: "\x7f", 3: "line\nby line", 4: "[+12 chars]"}.get(
            at % 150, "plain"
        )
        title = f"Headline number {at} of many"
        start = f"{title}\n\n" if at % 100 == 7 else ""
        rows.append(f'Daily {at % 3},2022-02-{at % 28 + 1:02},{title},"{start}{text}{odd}"')
    rows[500] = "Daily 1,2022-02-03,,"
    data = "\r\n".join(rows).encode()
    path.write_bytes(data)
    return data


def test_a_large_file_gives_what_its_bytes_give(tmp_path: Path) -> None:
    data = make_large(tmp_path / "large.csv")
    articles, problems = read_articles(tmp_path / "large.csv")
    again, same = read_articles(data)
    columns = ["outlet", "published", "title", "text", "truncated", "source_index"]
    pd.testing.assert_frame_equal(articles[columns], again[columns])
    assert problems["code"].tolist() == same["code"].tolist()
    assert len(articles) == 899 and problems.loc[problems["severity"] == "error", "source_index"].tolist() == [499]
    assert articles["text"].map(tidy_cell).tolist() == articles["text"].tolist()
    assert articles["truncated"].sum() == 6 and not articles["text"].str.endswith("chars]").any()
    assert not articles["text"].str.startswith("Headline").any()
    moments = articles["published"].dt.strftime("%Y-%m-%dT%H:%M:%S")
    ids = hash_articles(articles["outlet"], moments, articles["title"], articles["text"])
    assert articles["article_id"].tolist() == ids


def test_a_fault_late_in_a_large_file_is_reported(tmp_path: Path) -> None:
    data = make_large(tmp_path / "large.csv")
    faults = {
        "Daily 1,2022-02-01,Short": "",
        'Daily 1,2022-02-01,Title,"bro\0ken"': "broken",
        'Daily 1,2022-02-01,Title,"open': '"open',
        "Daily 1,2022-02-01,Title,a,b": "a,b",
    }
    for fault, text in faults.items():
        (tmp_path / "large.csv").write_bytes(data + b"\r\n" + fault.encode())
        articles, problems = read_articles(tmp_path / "large.csv")
        assert (len(articles), articles["text"].iloc[-1]) == (900, text)
        assert ("malformed_document" in codes(problems)) == (text != "broken")


@pytest.mark.parametrize("filler", ["", "word " * 200])
def test_every_character_is_tidied_in_columns_as_alone(filler: str) -> None:
    characters = [chr(at) for at in (*range(0x3100), *range(0xFE00, 0x10010))]
    texts = [f"{filler}a{character}b" for character in characters]
    assert tidy_texts(text_array(texts)).to_pylist() == [tidy_cell(text) for text in texts]


def test_a_workbook_with_cells_far_apart_is_refused_before_it_is_opened() -> None:
    sheet = b'<worksheet><sheetData><row><c r="A1"/></row><row><c r="XFD1048576"/></row></sheetData></worksheet>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/worksheets/s.xml": sheet}.items():
            archive.writestr(name, content)
    articles, problems = read_articles(buffer.getvalue())
    assert len(articles) == 0 and problems["code"].tolist() == ["unreadable_file"]
    assert "too far apart" in problems["message"].iloc[0]


def test_headers_above_and_missing() -> None:
    articles, problems = read_articles(b"Export of 2 items\n\ntitle;text;date\nA;x;01.02.2022\nB;y;03.02.2022\n")
    assert articles["title"].tolist() == ["A", "B"]
    assert "malformed_document" in codes(problems, "info")
    long = "word " * 50
    articles, _ = read_articles(
        f"2022-01-01,https://a.example/1,{long}\n2022-01-02,https://a.example/2,{long}\n".encode(), format="csv"
    )
    assert articles["published"].dt.day.tolist() == [1, 2]
    assert articles["outlet"].tolist() == ["a.example"] * 2


def test_a_missing_text_column_says_what_to_do() -> None:
    with pytest.raises(SourceError, match=r"columns found are 'id', 'label'.*columns=\{\"text\": \"your column\"\}"):
        read_articles(pd.DataFrame({"id": [1, 2], "label": ["a", "b"]}))
    articles, _ = read_articles(pd.DataFrame({"id": [1, 2], "label": ["a", "b"]}), columns={"text": "label"})
    assert articles["text"].tolist() == ["a", "b"]
    assert articles["x_id"].tolist() == [1, 2]


def test_unnamed_bytes_that_only_look_like_a_table_are_a_problem() -> None:
    articles, problems = read_articles(b"1|2|3\n4|5|6\n7|8|9\n")
    assert len(articles) == 0
    assert problems["severity"].tolist() == ["error"]


def test_in_a_folder_it_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,label\n1,a\n2,b\n")
    (tmp_path / "b.csv").write_text("title,text\nA,b c\n")
    articles, problems = read_articles(tmp_path)
    assert articles["title"].tolist() == ["A"]
    assert problems.set_index("source_file").loc["a.csv", "code"] == "not_an_article"


def test_records_without_title_and_text_are_lost_one_by_one() -> None:
    articles, problems = read_articles(b"title,text,n\nA,b,1\n,,2\nC,,3\n")
    assert articles["title"].tolist() == ["A", "C"]
    errors = problems[problems["severity"] == "error"]
    assert errors["source_index"].tolist() == [1]
    assert errors["code"].tolist() == ["empty_text"]


def test_the_order_of_day_and_month_is_decided_per_column() -> None:
    american = read_articles(b"title,text,date\nA,x,03/04/2022\nB,y,05/16/2022\n")
    assert american.articles["published"].dt.month.tolist() == [3, 5]
    unclear = read_articles(b"title,text,date\nA,x,03/04/2022\nB,y,05/06/2022\n")
    assert unclear.articles["published"].dt.month.tolist() == [4, 6]
    assert "ambiguous_day_month" in codes(unclear.problems)
    told = read_articles(b"title,text,date\nA,x,03/04/2022\nB,y,05/06/2022\n", dayfirst=False)
    assert told.articles["published"].dt.month.tolist() == [3, 5]
    assert "ambiguous_day_month" not in codes(told.problems)


def test_dates_with_a_time_column_and_a_zone() -> None:
    data = "Дата,Время,Заголовок,Текст\n28.02.05,14:30,А,б в\n27.02.05,09:05,Г,д е\n".encode()
    articles, _ = read_articles(data, timezone="Europe/Moscow")
    assert articles["published"].dt.strftime("%d %H:%M").tolist() == ["28 11:30", "27 06:05"]
    assert articles["date_text"].tolist() == ["28.02.05 14:30", "27.02.05 09:05"]


def test_midnight_everywhere_means_days() -> None:
    frame = pd.DataFrame({"title": list("abcd"), "date": [f"2022-02-0{d}T00:00:00Z" for d in range(1, 5)]})
    assert read_articles(frame).articles["date_precision"].unique().tolist() == ["day"]


def test_typed_cells_of_spreadsheets_and_frames() -> None:
    frame = pd.DataFrame(
        {
            "headline": ["a", "b", "c"],
            "body": ["x", None, "z"],
            "when": [pd.Timestamp("2022-02-24 10:00"), datetime.date(2022, 2, 25), pd.NaT],
            "words": [120, 80, 5],
        }
    )
    before = frame.copy(deep=True)
    articles, problems = read_articles(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert articles["date_precision"].tolist() == ["minute", "day", "none"]
    assert articles["text"].tolist() == ["x", "", "z"]
    assert articles["word_count_stated"].tolist() == [120, 80, 5]
    assert {"no_date", "empty_text"} <= set(codes(problems))


def test_an_address_that_states_another_date_is_flagged() -> None:
    frame = pd.DataFrame(
        {
            "title": list("abcde"),
            "date": ["2022-10-15"] * 5,
            "url": [
                "https://a.example/2018/07/01/x",
                "https://a.example/2022/10/x/",
                "https://web.archive.org/web/20180817202210/https://www.b.example/articles/y",
                "https://a.example/news/203203-y",
                "https://a.example/20221015-z.html",
            ],
        }
    )
    articles, problems = read_articles(frame)
    assert problems.loc[problems["code"] == "date_disagrees", "source_index"].tolist() == [0, 2]
    assert articles["outlet"].tolist() == ["a.example", "a.example", "b.example", "a.example", "a.example"]


def test_spreadsheets_and_parquet_read_like_csv() -> None:
    frame = pd.DataFrame({"title": ["A", "B"], "text": ["x y", "z"], "date": ["2022-02-24", "2022-02-25"], "n": [1, 2]})
    expected = read_articles(frame).articles["article_id"].tolist()
    parquet, xlsx = io.BytesIO(), io.BytesIO()
    frame.to_parquet(parquet)
    assert read_articles(parquet.getvalue()).articles["article_id"].tolist() == expected
    pytest.importorskip("openpyxl")
    with pd.ExcelWriter(xlsx, engine="openpyxl") as writer:
        frame.to_excel(writer, sheet_name="one", index=False)
        pd.DataFrame({"note": ["about"]}).to_excel(writer, sheet_name="two", index=False)
    articles, problems = read_articles(xlsx.getvalue())
    assert articles["article_id"].tolist() == expected
    assert "not_an_article" in codes(problems, "info")


def test_texts_are_tidied_and_paragraphs_kept() -> None:
    assert tidy_text("One.\u00a0 \r\n\r\n\r\n\u200bTwo\tthree. ") == "One.\n\nTwo three."
    wrapped = "\n".join(["This line is wrapped by hand after about sixty letters or"] * 4 + ["so and then it ends."])
    assert "\n" not in paragraphs(wrapped)
    assert paragraphs("First sentence here.\nSecond sentence here.") == "First sentence here.\n\nSecond sentence here."
    assert strip_markup("<div><p>A &amp; B</p><script>x()</script><p>C<br/>D</p></div>") == "A & B\n\nC\nD"
    odd = ["a\u00a0b", "plain", " edge", "x\n\n\ny", "<p>m</p>", "über “q”", "\u200bzero", "tab\tbed", ""]
    assert tidy_texts(text_array(odd)).to_pylist() == [
        "a b",
        "plain",
        "edge",
        "x\n\ny",
        "m",
        "über “q”",
        "zero",
        "tab bed",
        "",
    ]


def test_missing_cells_are_empty_strings_everywhere() -> None:
    assert all(is_missing(v) for v in (None, float("nan"), "", "  ", "NaN", "null", "N/A", pd.NA, pd.NaT))
    assert not any(is_missing(v) for v in (0, "0", "no", False, "nano"))
    articles, _ = read_articles(b"title,text,author,note\nA,b,NaN,n/a\nC,d,null,x\n")
    assert articles["byline"].tolist() == ["", ""]
    assert articles["x_note"].tolist() == ["", "x"]


@pytest.mark.parametrize(
    ("path", "count", "lost", "first"),
    [
        ("table_csv/babe_labels_sg1_semicolon.csv", 1700, 0, {"outlet": "msnbc", "title": ""}),
        ("table_csv/gdelt_webngrams_reconstructed_pipe.csv", 3, 0, {"outlet": "repubblica.it"}),
        (
            "table_csv/mediacloud_old_storylist_49.csv",
            49,
            0,
            {"title": "Guerra comercial contra Trump", "language": "es"},
        ),
        ("table_csv/ruwa_head300_us_dates.csv", 213, 87, {"outlet": "bbc.co.uk"}),
        ("table_tsv/dail_speeches.tsv", 33, 0, {"title": "1. CEANN COMHAIRLE I gCOIR AN LAE."}),
        ("table_xlsx/babe_labels_sg1.xlsx", 1700, 0, {"outlet": "msnbc"}),
        ("integrum_xlsx/channel1_59art_ru.xlsx", 59, 0, {"outlet": "Первый канал: Новости"}),
    ],
)
def test_samples(path: str, count: int, lost: int, first: dict[str, str]) -> None:
    articles, problems = read_articles(evaluation_data("samples", *path.split("/")))
    assert len(articles) == count
    assert (problems["severity"] == "error").sum() == lost
    assert {name: articles[name].iloc[0] for name in first} == first


def test_sample_dates() -> None:
    ruwa = read_articles(evaluation_data("samples", "table_csv", "ruwa_head300_us_dates.csv")).articles
    assert ruwa["published"].iloc[0] == pd.Timestamp("2022-02-28", tz="UTC")
    assert ruwa["published"].iloc[1] == pd.Timestamp("2022-04-04", tz="UTC")
    stories, problems = read_articles(evaluation_data("samples", "table_csv", "mediacloud_old_storylist_49.csv"))
    assert stories["published"].iloc[0] == pd.Timestamp("2022-10-15 21:52", tz="UTC")
    assert 1 in problems.loc[problems["code"] == "date_disagrees", "source_index"].tolist()
    russian = read_articles(evaluation_data("samples", "integrum_xlsx", "channel1_59art_ru.xlsx")).articles
    assert russian["published"].iloc[0] == pd.Timestamp("2005-02-28", tz="UTC")
    assert (russian["text"].str.split().str.len() > 5).mean() > 0.9


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-8-sig"])
def test_only_line_ends_part_the_rows_of_a_table(codec: str) -> None:
    rows = "title,text,note\nA,One\u2028two,\x1ex\nB,Three\x0cfour,\x85\nC,Five\n"
    articles, _ = read_articles(rows.encode(codec), format="csv")
    assert articles["title"].tolist() == ["A", "B", "C"]


def test_no_column_is_lost_to_its_name() -> None:
    columns = pd.MultiIndex.from_tuples([("headline", "title"), ("a", "b"), ("a", "b"), ("a", "b_2")])
    articles, _ = read_articles(pd.DataFrame([["T", 1, 2, 3]], columns=columns))
    assert articles["title"].tolist() == ["T"]
    assert articles.filter(like="x_a.b").iloc[0].tolist() == [1, 2, 3]


def test_dates_of_any_year_are_kept() -> None:
    east, west = (datetime.timezone(datetime.timedelta(hours=hours)) for hours in (5, -5))
    edges = [datetime.datetime(1, 1, 1, tzinfo=east), datetime.datetime(9999, 12, 31, 23, tzinfo=west)]
    dates = [datetime.date(2263, 1, 1), datetime.datetime(9999, 12, 31, 23, 59), datetime.date(1, 1, 1), *edges]
    articles, problems = read_articles([{"title": f"T{at}", "text": "x", "date": day} for at, day in enumerate(dates)])
    assert articles["published"].dt.year.tolist()[:3] == [2263, 9999, 1]
    assert articles["published"].isna().tolist()[3:] == [True, True]
    assert len(articles) == 5 and (problems["code"] == "no_date").sum() == 2


def test_rows_of_very_many_fields_are_read_with_care() -> None:
    assert read_whole(io.BytesIO(b"title,text\nA,B\n" + b"," * 400_000 + b"\n")) is None
    articles, _ = read_articles(b"title,text\nA,B\n" + b"," * 400_000 + b"\nC,D\n")
    assert articles["title"].tolist() == ["A", "C"]
    wide = ",".join(["title", "text", *(f"c{at}" for at in range(6000))])
    fields = ",1" * 6000
    articles, problems = read_articles(f"{wide}\nA,B{fields}\nC,D{fields}\n".encode(), format="csv")
    assert articles["title"].tolist() == ["A", "C"] and "unknown_column" in codes(problems)


def test_spreadsheets_of_any_usual_shape_may_be_opened() -> None:
    books = (workbook, old_workbook, open_document)
    dense = [["title", "text", "date"], *([f"T{n}", "A text.", "2022-02-24"] for n in range(300))]
    gap = [*dense[:2], *[["", "", ""]] * 1000, *dense[2:5]]
    for book in books:
        assert len(read_articles(book(dense)).articles) == 300
        assert len(read_articles(book(gap)).articles) == 4


def test_spreadsheets_that_would_fill_the_memory_are_not_opened() -> None:
    far = '<row r="900000"><c r="ZZ900000"><v>1</v></c></row>'
    back = '<row r="1"><c r="A1"><v>1</v></c></row>'
    for cells, word in ((far, "too far apart"), (back, "do not follow"), ('<row r="x"/>', "a sheet claims")):
        problems = read_articles(workbook([["title"], ["A"]], cells=cells)).problems
        assert problems["code"].tolist() == ["unreadable_file"] and word in problems["message"].iloc[0]
    with pytest.raises(CompoundError, match="circle"):
        Compound(old_workbook([["title"]]).replace((4).to_bytes(4, "little"), (3).to_bytes(4, "little")))


ABOVE = ["Press review of May{0}{0}{0}", "Made by: Pat Sample{0}{0}{0}"]
HEAD = ["Datum{0}Titel{0}Medium{0}Text", *(f"2021-05-{at:02}{{0}}Kopf {at}{{0}}Blatt{{0}}Text {at}." for at in (1, 2))]


@pytest.mark.parametrize(("delimiter", "codec"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16")])
def test_rows_above_the_header_are_passed_over_and_not_kept(delimiter: str, codec: str) -> None:
    for above in (ABOVE, [line.replace("{0}", "") for line in ABOVE], ["Brand:{0}Pat Sample", "To:{0}1 May"] * 3):
        data = "\r\n".join([*above, *HEAD]).format(delimiter).encode(codec)
        articles, problems = read_articles(data)
        assert articles["title"].tolist() == ["Kopf 1", "Kopf 2"]
        assert articles["published"].dt.day.tolist() == [1, 2] and codes(problems, "error") == []
        note = problems[problems["code"] == "malformed_document"]
        assert note["value"].tolist() == [f"{len(above)} rows"] and "Pat Sample" not in str(problems.to_dict())


def test_a_header_of_unknown_names_stands_below_a_title_or_is_told_by_columns() -> None:
    rows = ["Made by Pat Sample,,", "", "alpha,beta,gamma", "One,two words,x", "Three,four words,y"]
    told = {"title": "alpha", "text": "beta"}
    for lines in (rows, ["a,b,c", *rows[2:]]):
        articles, problems = read_articles("\n".join(lines).encode(), columns=told, format="csv")
        assert articles["title"].tolist() == ["One", "Three"] and "Pat" not in str(problems.to_dict())
    with pytest.raises(SourceError, match="'alpha', 'beta', 'gamma'"):
        read_articles("\n".join(rows).encode(), format="csv")


def test_rows_that_only_hold_known_words_are_no_header() -> None:
    for header in ("id,title,topic", "title,kind,topic"):
        articles, problems = read_articles(f"{header}\nNews,Media,Data\nA,Story,Site\nB,b,c\n".encode())
        assert len(articles) == 3 and "malformed_document" not in codes(problems, "info")


def test_the_cover_sheet_of_a_workbook_is_not_quoted(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    cover, sheet = book.active, book.create_sheet("list")
    for row in (["Review for Pat Sample", None], ["Search", "sample words"]):
        cover.append(row)
    for row in (["Pat Sample"], ["Title", "Text"], ["A", "x y"], ["Gesamt", None]):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    articles, problems = read_articles(tmp_path / "book.xlsx")
    assert articles["title"].tolist() == ["A"] and codes(problems, "error") == ["not_an_article"]
    assert not any(word in str(problems.to_dict()) for word in ("Pat Sample", "sample words"))


@pytest.mark.parametrize("total", ["Total,60,,", "Gesamt: 2 Treffer,,,", ",Grand total,2,", "Итого,2,,", "Razem,,2,"])
def test_totals_at_the_end_are_no_article(total: str) -> None:
    rows = "date,title,outlet,text\n2021-05-01,A,X,Body one.\n2021-05-02,B,X,Body two.\n"
    for end in (total, f"{total}\nSum,,60,"):
        articles, problems = read_articles(f"{rows}{end}\n".encode())
        errors = problems[problems["severity"] == "error"]
        assert articles["title"].tolist() == ["A", "B"] and set(errors["code"]) == {"not_an_article"}
        assert errors["source_index"].tolist() == list(range(2, 3 + end.count("\n")))
    frame = pd.DataFrame([row.split(",") for row in [*rows.splitlines()[1:], total]], columns=list("dtox"))
    told = {"date": "d", "title": "t", "outlet": "o", "text": "x"}
    assert codes(read_articles(frame, columns=told).problems, "error") == ["not_an_article"]


def test_articles_that_only_look_like_totals_stay() -> None:
    first = "date,title,outlet,text\nTotal,60,,\n"
    for last in ("2021-05-02,Total,X,", "Total,A headline,,", "Total,60,,A text.", "Totally,60,,", "Total war,7,,"):
        articles, _ = read_articles(f"{first}2021-05-01,A,X,Body.\n{last}\n".encode())
        assert len(articles) == 3, last


def test_the_search_of_a_user_is_left_out() -> None:
    row = {"Title": "A", "Text": "x y", "Keywords": "sample words", "Reach": 5}
    plain = read_articles([row])
    assert plain.articles["x_Keywords"].tolist() == ["sample words"]
    for name in ("Input Name", "query_name", "Saved search"):
        articles, problems = read_articles([{**row, name: "Pat's sample words"}])
        assert "sample words" not in str(articles.to_dict()) + str(problems.to_dict())
        assert f"Keywords, {name}" in problems.loc[problems["severity"] == "info", "value"].tolist()
    articles, _ = read_articles([{**row, "Search Query": "private words"}])
    assert "private words" not in str(articles.to_dict()) and "x_Keywords" in articles
    kept, _ = read_articles([{"Query": "A text.", "Title": "A"}], columns={"text": "Query"})
    assert kept["text"].tolist() == ["A text."]
