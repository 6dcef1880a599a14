from __future__ import annotations

import base64
import hashlib
import shutil
import struct
import subprocess
import zlib
from collections import Counter
from dataclasses import replace
from html import escape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from lxml import html
from PIL import Image

from mediakit.errors import OptionError, SourceError
from mediakit.export.html import Report, ReportFigure, ReportSection, write_html

HOSTILE = '</style></td><script>alert(1)</script><img src="http://example.org/x" onerror=alert(1)>&lt;'
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


def png(width: int, height: int) -> bytes:
    """Return a white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\xff" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def figure(name: str, csv: str = "") -> ReportFigure:
    return ReportFigure(name, f"Dots: {name}, 2 rows.", f"Share, {name}.", png(1260, 700), png(630, 600), csv)


def passage(**more: str) -> dict[str, str]:
    told = {"left": "They drew a", "hit": "red line", "right": "there.", "outlet": "Meridian Wire"}
    return told | {"date": "2022-05-09", "label": "Red lines", "url": "https://example.org/a"} | more


FIRST = ReportSection(
    "share",
    "Who covered it?",
    ["It ranges from 45% (40–51) at Meridian Wire to 10% (6–16) at Capital Ledger."],
    [figure("share", "figures/share & all.csv"), figure("weeks")],
    ["Articles differ in length."],
    evidence=pd.DataFrame([passage(), passage(label="Other", url=""), passage(outlet="Вечірній вісник")]),
    evidence_note="3 of 1,359 mentions, drawn at random.",
)
SECOND = ReportSection(
    "tone",
    "In which tone?",
    ["Tone is the mean of sentences."],
    tables=[("Tone by outlet", pd.DataFrame({"outlet": ["A", "B"], "articles": [1204, 3], "mean": [-0.05, None]}))],
)
REPORT = Report(
    title="Rain & wind in the news",
    facts="Rain · 3,982 articles by 2 outlets, 2022",
    summary=[
        ("1,204 articles name rain, 30% (28–32).", "share"),
        ("Tone is −0.05 (−0.08 to 0.02) in 2022.", "tone"),
        ("Weeks differ.", "weeks"),
        ("No link here.", ""),
    ],
    notes=["Left out: 12 articles.", "Ranges are 95 % intervals."],
    card=[("Articles", "3,982"), ("Outlets", "2")],
    months=pd.DataFrame({"outlet": ["A", "B"], "2021-12": [1204, 0], "2022-01": [3, 5]}),
    cautions=["Outlets cover different months."],
    sections=[FIRST, SECOND],
    methods=["Term lists."],
    limits=["Words are not meanings."],
    references=["Wilson, E. B. (1927). See https://example.org/paper."],
    provenance=[("corpus sha-256", "9f2c" * 16)],
)
EMPTY = Report("Nothing", "", [], [], [], None, [], [], [], [], [], [])


def parsed(report: Report, folder: Path) -> html.HtmlElement:
    return html.document_fromstring(write_html(report, folder / "report.html").read_bytes())


def said(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def test_same_report_same_bytes_and_no_other_file(tmp_path: Path) -> None:
    path = write_html(REPORT, tmp_path / "new" / "report.html")
    before = path.read_bytes()
    assert write_html(REPORT, str(path)) == path and path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]


def test_file_asks_nothing_of_the_network(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    assert not page.xpath("//script | //iframe | //object | //embed | //base | //form | //@style | //@onerror")
    loaded = [*page.xpath("//@src"), *page.xpath("//@srcset"), *page.xpath("//link/@href")]
    assert loaded and all(address.startswith("data:") for address in loaded)
    targets = [address for address in page.xpath("//a/@href") if not address.startswith("#")]
    assert [unquote(address) for address in targets] == ["figures/share & all.csv", *["https://example.org/a"] * 2]
    assert page.xpath("//td/a/@rel") == ["noreferrer noopener"] * 2
    (style,) = page.xpath("//style/text()")
    assert "url(" not in style and "@import" not in style


def test_policy_allows_this_style_sheet_and_data_images_only(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    (policy,) = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    (style,) = page.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'" and rules["img-src"] == "data:"
    assert rules["style-src"] == f"'sha256-{digest}'"
    order = [node.tag if node.get("http-equiv") is None else "policy" for node in page.head]
    assert order.index("policy") < order.index("style")


def test_figures_have_two_renderings_text_and_size(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    figures = page.xpath("//figure")
    assert [f.get("id") for f in figures] == ["figure-share", "figure-weeks"]
    for node, given in zip(figures, FIRST.figures, strict=True):
        (source,), (image,) = node.xpath("picture//source"), node.xpath("picture//img")
        assert source.get("media") == "screen and (max-width: 600px)" and image.get("alt") == given.alt
        for held, address, png in (
            (image, image.get("src"), given.wide_png),
            (source, source.get("srcset"), given.narrow_png),
        ):
            data = base64.b64decode(address.removeprefix("data:image/png;base64,"), validate=True)
            with Image.open(BytesIO(data)) as picture:
                picture.load()
                assert data == png and (str(picture.width), str(picture.height)) == (
                    held.get("width"),
                    held.get("height"),
                )
    captions = [said(node) for node in page.xpath("//figcaption")]
    assert captions == [
        "Figure 1. Share, share. Numbers (CSV) · how it was counted",
        "Figure 2. Share, weeks. how it was counted",
    ]
    below = page.xpath('//section[@id="section-share"]/*[@class="caveat"]/preceding-sibling::*[1]')
    assert [node.tag for node in below] == ["figure"]


def test_anchors_resolve_and_ids_are_unique(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    times = Counter(page.xpath("//@id"))
    assert max(times.values()) == 1
    named = [a.removeprefix("#") for a in page.xpath('//a/@href[starts-with(., "#")]')]
    named += page.xpath("//@aria-labelledby")
    assert len(named) > 10 and set(named) <= times.keys()
    assert page.xpath("//body/*[1]/@href") == ["#report"]


def test_summary_links_each_sentence_to_its_figure(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    items = page.xpath('//ul[@class="summary"]/li')
    assert [said(item) for item in items] == [
        "1,204 articles name rain, 30% (28–32) (Figure 1).",
        "Tone is −0.05 (−0.08 to 0.02) in 2022 (section 2).",
        "Weeks differ (Figure 2).",
        "No link here.",
    ]
    assert [item.xpath("a/@href") for item in items] == [["#figure-share"], ["#section-tone"], ["#figure-weeks"], []]
    assert [item.xpath("strong/text()") for item in items] == [["30%"], ["−0.05"], [], []]


def test_headings_landmarks_and_language(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    assert page.get("lang") == "en" and len(page.xpath("//main")) == 1
    headings = page.xpath("//h1 | //h2 | //h3")
    assert [h.tag for h in headings] == ["h1"] + ["h2"] * (len(headings) - 1)
    assert [said(h) for h in headings] == [
        "Rain & wind in the news",
        "Before you quote this",
        "Contents",
        "1. Who covered it?",
        "2. In which tone?",
        "Methods",
        "Limits",
        "References",
        "Provenance",
    ]
    assert [said(a) for a in page.xpath("//nav//a")] == [said(h) for h in headings[3:]]
    assert page.xpath('//*[@class="facts"]/following-sibling::*[1]')[0].tag == "h1"


def test_tables_have_captions_scopes_and_printed_numbers(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    tables = page.xpath("//table")
    assert len(tables) == 3 and all(said(table.find("caption")) for table in tables)
    assert {th.get("scope") for th in page.xpath("//th")} == {"col", "row", "rowgroup"}
    (tone,) = page.xpath('//table[caption="Tone by outlet"]')
    assert [[said(c) for c in row] for row in tone.xpath(".//tr")] == [
        ["outlet", "articles", "mean"],
        ["A", "1,204", "−0.050"],
        ["B", "3", ""],
    ]
    assert tone.xpath(".//td/@class") == ["number"] * 4


def test_months_are_blocks_of_a_year_with_gaps_marked(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    old, new = page.xpath('//table[@class="months"]/tbody')
    assert [said(c) for c in old[0]][:2] == ["2021", "Jan"] and len(old[0]) == 13
    assert [said(row[12]) for row in old] == ["Dec", "1,204", "0"]
    assert [said(row[1]) for row in new] == ["Jan", "3", "5"]
    assert [c.getparent().index(c) for c in page.xpath('//td[@class="gap"]')] == [12]
    by_year = replace(REPORT, months=pd.DataFrame({"outlet": ["A"], 2021: [0], 2022: [7]}))
    (only,) = parsed(by_year, tmp_path).xpath('//table[@class="months"]/tbody')
    assert [[said(c) for c in row] for row in only] == [["Outlet", "2021", "2022"], ["A", "0", "7"]]


def test_long_month_table_is_folded(tmp_path: Path) -> None:
    months = pd.DataFrame({"outlet": [f"Outlet {i:02}" for i in range(20)], "2022-05": 1})
    assert parsed(REPORT, tmp_path).xpath("//details/@open") == ["open"]
    assert parsed(replace(REPORT, months=months), tmp_path).xpath("//details/@open") == []


def test_evidence_is_grouped_and_its_cells_are_parted_by_spaces(tmp_path: Path) -> None:
    page = parsed(REPORT, tmp_path)
    groups = page.xpath('//table[@class="evidence"]/tbody')
    assert [said(group[0]) for group in groups] == ["Red lines", "Other"] and [len(g) for g in groups] == [3, 2]
    assert said(groups[0][1]) == "They drew a red line there. Meridian Wire 2022-05-09"
    assert page.xpath('//td[@class="passage"]/strong/text()') == ["red line"] * 3


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "https://a b", "//x.org"]
)
def test_only_addresses_of_the_web_become_links(url: str, tmp_path: Path) -> None:
    section = replace(SECOND, evidence=pd.DataFrame([passage(url=url)]))
    page = parsed(replace(REPORT, summary=[], sections=[section]), tmp_path)
    assert not page.xpath("//td/a") and page.xpath('//td[@class="fact"]/text()')[0] == "Meridian Wire"


def test_a_whole_sentence_has_nothing_set_off(tmp_path: Path) -> None:
    section = replace(SECOND, evidence=pd.DataFrame([passage(left="", hit="It rained.", right="")]))
    page = parsed(replace(REPORT, summary=[], sections=[section]), tmp_path)
    assert page.xpath('//td[@class="passage"]/text()') == ["It rained."]


def test_cut_passages_read_like_their_sentence(tmp_path: Path) -> None:
    cut = [passage(left="the “", right="” of"), passage(right=", they said"), passage(left="(", right="'s end")]
    page = parsed(replace(REPORT, sections=[replace(FIRST, evidence=pd.DataFrame(cut)), SECOND]), tmp_path)
    rows = [said(row).partition(" Meridian")[0] for row in page.xpath('//table[@class="evidence"]/tbody/tr')[1:]]
    assert rows == ["the “red line” of", "They drew a red line, they said", "(red line's end"]


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    evil = ReportSection("evil", HOSTILE, [HOSTILE], [replace(figure("evil"), alt=HOSTILE, caption=HOSTILE)], [HOSTILE])
    table = pd.DataFrame({HOSTILE: [HOSTILE], "b": [HOSTILE + "\x00\ud800"]}, dtype=object)
    passages = pd.DataFrame([dict.fromkeys(passage(), HOSTILE)])
    report = Report(
        title=HOSTILE,
        facts=HOSTILE,
        summary=[(HOSTILE, "evil")],
        notes=[HOSTILE],
        card=[(HOSTILE, HOSTILE)],
        months=pd.DataFrame({"outlet": [HOSTILE], HOSTILE: [1]}),
        cautions=[HOSTILE],
        sections=[replace(evil, tables=[(HOSTILE, table)], evidence=passages, evidence_note=HOSTILE)],
        methods=[HOSTILE],
        limits=[HOSTILE],
        references=[HOSTILE],
        provenance=[(HOSTILE, HOSTILE)],
    )
    page = parsed(report, tmp_path)
    raw = (tmp_path / "report.html").read_text("utf-8")
    assert "<script" not in raw and "<img src=" in raw and raw.count("<img ") == 1 and raw.count("</style>") == 1
    assert not page.xpath("//script | //@onerror")
    assert page.findtext(".//title") == HOSTILE and page.findtext(".//h1") == HOSTILE
    assert page.xpath("//img/@alt") == [HOSTILE]
    assert page.xpath('//td[@class="passage"]/strong/text()') == [HOSTILE]
    assert page.xpath(".//table[not(@class)]//td/text()") == [HOSTILE + "\N{REPLACEMENT CHARACTER}" * 2]


def test_empty_parts_are_left_out(tmp_path: Path) -> None:
    page = parsed(EMPTY, tmp_path)
    assert not page.xpath("//section | //nav | //table | //ul | //dl")
    assert page.findtext(".//h1") == "Nothing"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sections": [replace(FIRST, figures=[replace(figure("share"), alt=" ")])]}, "alternative text"),
        ({"sections": [replace(FIRST, figures=[replace(figure("share"), narrow_png=b"GIF89a")])]}, "must be PNG"),
        ({"sections": [FIRST, replace(FIRST, key="again")]}, "name of its own"),
        ({"sections": [FIRST, replace(SECOND, key="share")]}, "name of its own"),
        ({"sections": [replace(SECOND, key="in which tone")]}, "without spaces"),
        ({"summary": [("It rained.", "nowhere")]}, "'nowhere'"),
        ({"sections": [replace(FIRST, evidence=pd.DataFrame({"left": ["a"]}))]}, "lacks hit, right"),
    ],
)
def test_faults_are_named(change: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=message):
        write_html(replace(REPORT, **{"summary": [], **change}), tmp_path / "report.html")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    blocked = tmp_path / "taken"
    blocked.write_text("a file, not a folder")
    with pytest.raises(SourceError, match="cannot write the report"):
        write_html(REPORT, blocked / "report.html")
    folder = tmp_path / "report.html"
    folder.mkdir()
    with pytest.raises(SourceError, match="cannot write the report"):
        write_html(REPORT, folder)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "taken"]


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium or Chrome to lay the page out")
@pytest.mark.parametrize("width", [320, 390, 1200])
def test_page_needs_no_sideways_scroll(width: int, tmp_path: Path) -> None:
    long = passage(right="Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2, hit="x" * 90)
    months = pd.DataFrame({"outlet": ["A" * 60], **{f"2022-{m:02}": [12345] for m in range(1, 13)}})
    wide = pd.DataFrame({f"column {i}": [12345] for i in range(30)})
    sections = [replace(FIRST, evidence=pd.DataFrame([long])), replace(SECOND, tables=[("Wide", wide)])]
    report = replace(REPORT, months=months, sections=sections, title="W" * 60)
    page = write_html(report, tmp_path / "report.html").read_text("utf-8")
    # A window cannot be made narrower than about 500 pixels, a frame can.
    measure = "d=document.getElementById('f').contentDocument.documentElement;document.title=d.scrollWidth+' px'"
    frame = (
        f'<iframe id="f" width="{width}" height="800" scrolling="no" style="border:0" srcdoc="{escape(page)}"></iframe>'
    )
    outer = tmp_path / "frame.html"
    outer.write_text(f'<meta charset="utf-8"><body onload="{measure}">{frame}', "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    try:
        ran = subprocess.run([str(BROWSER), *options, outer.as_uri()], capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("the browser did not answer")
    if " px</title>" not in ran.stdout:
        pytest.skip(f"the browser did not measure the page: {ran.stderr[-200:]}")
    assert f"<title>{width} px</title>" in ran.stdout
