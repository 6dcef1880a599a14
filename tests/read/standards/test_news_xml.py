"""NITF, NewsML and TEI."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles, sniff

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.3/specification/dtd/nitf-3-3.dtd">
<nitf><head><title>Ferry stays</title><docdata><doc-id id-string="77"/><date.issue norm="20230502"/></docdata>
<pubdata name="Island Post" date.publication="20230502T090000" unit-of-measure="word" item-length="12"/></head>
<body xml:lang="en-GB"><body.head><hedline><hl1>Ferry stays in winter</hl1></hedline><byline>By Ann Example</byline>
<abstract><p>Council votes.</p></abstract></body.head><body.content>
<block class="lead_paragraph"><p>The council voted for the ferry.</p></block>
<block class="full_text"><p>The council voted for the ferry.</p><p>It leaves on Friday.</p></block>
<media><media-caption><p>A ship.</p></media-caption></media></body.content></body></nitf>"""

G2_ITEM = """<newsItem guid="urn:{n}" standard="NewsML-G2" xml:lang="en"><itemMeta><itemClass qcode="ninat:{kind}"/>
<provider qcode="nprov:WIRE"><name>Island Wire</name></provider><versionCreated>2023-05-02T10:00:00Z</versionCreated>
<firstCreated>2023-05-02T09:00:00Z</firstCreated><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><headline>Ferry stays {n}</headline><by>Ann Example</by><language tag="en"/>
<subject qcode="x:1"><name>Transport</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>
</head><body><p>The council voted.</p><p>It leaves on Friday.</p></body></html></inlineXML></contentSet></newsItem>"""
NEWSML = (
    '<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>'
    + G2_ITEM.format(n=1, kind="text", status="usable")
    + G2_ITEM.format(n=2, kind="picture", status="usable")
    + G2_ITEM.format(n=3, kind="text", status="canceled")
    + G2_ITEM.format(n=4, kind="text", status="usable")
    + "</itemSet></newsMessage>"
)
NEWSML_1 = """<?xml version="1.0"?><NewsML><NewsItem><Identification><NewsIdentifier><DateId>20230502</DateId>
<NewsItemId>A7</NewsItemId></NewsIdentifier></Identification><NewsManagement><FirstCreated>20230502T090000Z</FirstCreated>
</NewsManagement><NewsComponent><NewsLines><HeadLine>Ferry stays</HeadLine><ByLine>Ann Example</ByLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Island Wire"/></Provider></AdministrativeMetadata>
<ContentItem><DataContent><p>The council voted.</p><p>It leaves on Friday.</p></DataContent></ContentItem>
</NewsComponent></NewsItem></NewsML>"""

TEI = """<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>Island Post, 2 May 1923</title></titleStmt><publicationStmt><date when="2019">2019</date></publicationStmt>
<sourceDesc><bibl><title level="j">Island Post</title><date when="1923-05-02">2 May 1923</date></bibl></sourceDesc>
</fileDesc>
<profileDesc><langUsage><language ident="en">English</language></langUsage></profileDesc></teiHeader><text><body>
<div type="article"><head>Ferry stays</head><p>The council <hi>voted</hi> for it.<note>sic</note></p><p>It leaves on
Friday.</p></div><div type="article"><head>Train late</head><byline>By Bob</byline><p>The train was late.</p></div>
<div type="advertisement"><p>Buy soap.</p></div></body></text></TEI>"""


def test_nitf() -> None:
    articles, problems = read_articles(NITF.encode())
    row = articles.iloc[0]
    assert row["source_format"] == "nitf"
    assert (row["title"], row["outlet"], row["standfirst"]) == (
        "Ferry stays in winter",
        "Island Post",
        "Council votes.",
    )
    assert (row["byline"], row["language"], row["word_count_stated"]) == ("By Ann Example", "en", 12)
    assert row["text"] == "The council voted for the ferry.\n\nIt leaves on Friday."
    assert f"{row['published']:%Y-%m-%d}" == "2023-05-02" and not problems["severity"].eq("error").any()


def test_newsml_g2_sets_pictures_and_withdrawn_items_aside() -> None:
    articles, problems = read_articles(NEWSML.encode())
    assert articles["title"].tolist() == ["Ferry stays 1", "Ferry stays 4"]
    assert articles["text"].unique().tolist() == ["The council voted.\n\nIt leaves on Friday."]
    assert articles["outlet"].unique().tolist() == ["Island Wire"] and articles["section"].iloc[0] == "Transport"
    assert articles["published"].dt.strftime("%Y-%m-%d %H:%M").iloc[0] == "2023-05-02 09:00"
    assert problems["message"].str.contains("picture|withdrawn").sum() == 2


def test_newsml_1_and_nitf_inside_newsml() -> None:
    articles, _ = read_articles(NEWSML_1.encode())
    assert articles[["title", "outlet", "x_id"]].values.tolist() == [["Ferry stays", "Island Wire", "A7"]]
    inner = NITF[NITF.index("<nitf") :]
    data = G2_ITEM.format(n=1, kind="text", status="usable")
    start, end = data.index("<html"), data.index("</inlineXML>")
    articles, _ = read_articles((data[:start] + inner + data[end:]).encode())
    assert articles["source_format"].tolist() == ["newsml"]
    assert (
        articles["text"].iloc[0].endswith("It leaves on Friday.") and articles["standfirst"].iloc[0] == "Council votes."
    )


def test_tei_with_several_articles_and_with_one_text() -> None:
    articles, _ = read_articles(TEI.encode())
    assert articles["title"].tolist() == ["Ferry stays", "Train late"]
    assert articles["text"].tolist() == ["The council voted for it.\n\nIt leaves on Friday.", "The train was late."]
    assert articles["outlet"].unique().tolist() == ["Island Post"]
    assert articles["published"].dt.year.tolist() == [1923, 1923]
    plain = TEI.replace(' type="article"', "")
    articles, _ = read_articles(plain.encode())
    assert len(articles) == 1 and articles["text"].iloc[0].endswith("Buy soap.")
    corpus = f"<teiCorpus>{TEI[TEI.index('<TEI') :] * 2}</teiCorpus>"
    assert len(read_articles(corpus.encode()).articles) == 4


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<alto><Layout/></alto>", "ALTO"),
        ("<?xml version='1.0'?><!-- made --><x:mets xmlns:x='m'><p>a</p></x:mets>", "METS"),
        ("<mediawiki><page><text>The ferry.</text></page></mediawiki>", "wiki"),
        ("<opml><body><outline/></body></opml>", "fetch_feed"),
        ("<ledger><p>The ferry is back again.</p></ledger>", "'ledger'"),
    ],
)
def test_other_xml_is_refused_by_name(xml: str, said: str) -> None:
    articles, problems = read_articles(xml.encode())
    assert len(articles) == 0 and problems["code"].tolist() == ["unsupported_format"]
    assert said in problems["message"].iloc[0] and said in sniff(xml.encode())[0].evidence


@pytest.mark.parametrize("xml", [NITF, NEWSML, NEWSML_1, TEI])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_cut_files_are_accounted_for(xml: str, part: float) -> None:
    articles, problems = read_articles(xml[: int(len(xml) * part)].encode())
    assert len(articles) + problems["severity"].eq("error").sum() >= 1 and len(problems)
