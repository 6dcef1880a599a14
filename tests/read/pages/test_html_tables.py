"""Tables in HTML and in the XML of Excel, saved as spreadsheets."""

from __future__ import annotations

from pathlib import Path

from mediakit.read import read_articles

ROW = "<tr><td>{0}</td><td>Island Post</td><td><a href='https://post.example/{1}'>Ferry {1}</a></td><td>{2}</td></tr>"
TEXT = "The council voted for the ferry.<br>It leaves on Friday."
TABLE = (
    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><meta charset='utf-8'></head><body>"
    "<table><tr><td colspan=4>Report for PRIVATE</td></tr></table><table border=1>"
    "<tr><th>Date</th><th>Source</th><th>Headline</th><th>Full text</th></tr>"
    + "".join(ROW.format(f"{day}/05/2023", day, TEXT) for day in (2, 13, 14))
    + "</table></body></html>"
)
INDEX = ' ss:Index="3"'
CELL = '<Cell{}><Data ss:Type="String">{}</Data></Cell>'
BOOK = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    "<Worksheet ss:Name='a'><Table>"
    + f"<Row>{''.join(CELL.format('', name) for name in ('Title', 'Outlet', 'Text'))}</Row>"
    + f"<Row>{CELL.format('', 'Ferry')}{CELL.format('', 'Island Post')}{CELL.format('', 'It stays.')}</Row>"
    + f"<Row>{CELL.format('', 'Train')}{CELL.format(INDEX, 'It is late.')}</Row>"
    + "</Table></Worksheet></Workbook>"
)


def test_a_table_saved_as_a_spreadsheet_gives_one_article_a_row(tmp_path: Path) -> None:
    file = tmp_path / "export.xls"
    file.write_text(TABLE, "utf-8")
    articles, problems = read_articles(file)
    assert articles["source_format"].tolist() == ["html_table"] * 3
    assert articles["title"].tolist() == ["Ferry 2", "Ferry 13", "Ferry 14"]
    assert articles["published"].dt.strftime("%m-%d").tolist() == ["05-02", "05-13", "05-14"]
    assert articles["text"].iloc[0] == "The council voted for the ferry.\n\nIt leaves on Friday."
    assert "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_the_xml_of_excel_with_cells_left_out() -> None:
    articles, _ = read_articles(BOOK.encode())
    assert articles["source_format"].tolist() == ["html_table"] * 2
    assert articles[["title", "outlet", "text"]].values.tolist() == [
        ["Ferry", "Island Post", "It stays."],
        ["Train", "", "It is late."],
    ]


def test_a_page_with_a_small_table_is_a_page() -> None:
    rows = "<tr><th>Year</th><th>Ships</th></tr><tr><td>2022</td><td>3</td></tr>"
    page = f"<html><body><article><h1>Ferry stays</h1><p>{TEXT * 9}</p><table>{rows}</table></article></body></html>"
    assert read_articles(page.encode()).articles["source_format"].tolist() == ["html_page"]


def test_cells_over_several_rows_stand_in_each() -> None:
    rows = "<tr><th>Outlet</th><th>Title</th></tr><tr><td rowspan=2>Post</td><td>A</td></tr><tr><td>B</td></tr>"
    table = f"<table>{rows}</table>"
    assert read_articles(table.encode()).articles["outlet"].tolist() == ["Post", "Post"]
