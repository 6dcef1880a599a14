"""The alias table keeps its rules, knows its traps, and agrees with names marked by others."""

from __future__ import annotations

import gzip
import tomllib
import unicodedata
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from mediakit.annotate.entities import annotate_entities, check_aliases, load_aliases
from mediakit.errors import LexiconError, TableError
from mediakit.lexicon import Lexicon, Term
from mediakit.tables import ARTICLES, SPANS, build_table, check_table, empty
from tests.conftest import evaluation_data

HEADER = "canonical,type,alias,match\n"
TYPES = {"alliance", "city", "company", "country", "institution", "organisation", "person", "region", "treaty"}


def names(*texts: str, aliases: pd.DataFrame | None = None) -> list[str]:
    articles = build_table(ARTICLES, [{"article_id": str(i), "text": text} for i, text in enumerate(texts)])
    return annotate_entities(articles, aliases=aliases)["label"].tolist()


@pytest.fixture(scope="module")
def world() -> pd.DataFrame:
    return load_aliases()


def test_the_table_is_tidy(world: pd.DataFrame) -> None:
    assert world.columns.tolist() == ["canonical", "type", "alias", "match"]
    assert set(world["type"]) == TYPES
    assert not world.duplicated(["canonical", "alias"]).any()
    assert (world.groupby("canonical")["type"].nunique() == 1).all()
    order = list(zip(world["type"], world["canonical"], strict=True))
    assert order == sorted(order)
    for column in world:
        assert all(value == value.strip() == unicodedata.normalize("NFC", value) for value in world[column])


def test_every_entity_has_an_alias_and_its_name_means_nobody_else(world: pd.DataFrame) -> None:
    spoken = world[world["match"] != "never"]
    assert set(spoken["canonical"]) == set(world["canonical"])
    canonical = sorted(set(spoken["canonical"]))
    found = annotate_entities(build_table(ARTICLES, [{"article_id": name, "text": name} for name in canonical]))
    assert found.loc[found["article_id"] != found["label"].astype(str), ["article_id", "label"]].values.tolist() == []


def test_canonical_names_are_written_without_accents(world: pd.DataFrame) -> None:
    accented = [name for name in set(world["canonical"]) if not name.isascii()]
    assert accented == []


def test_no_alias_means_two(world: pd.DataFrame) -> None:
    spoken = world[world["match"] != "never"]
    folded = spoken.assign(alias=spoken["alias"].str.lower().str.replace("-", " "))
    assert (folded.groupby("alias")["canonical"].nunique() == 1).all()
    never = world.loc[world["match"] == "never", "alias"].str.lower()
    assert not set(never) & set(folded["alias"])


def test_what_is_never_meant_covers_an_alias(world: pd.DataFrame) -> None:
    """A line of "never" without a name inside it would do nothing."""
    spoken = world[world["match"] != "never"]
    lexicon = Lexicon(
        "all", [Term(alias, name) for alias, name in zip(spoken["alias"], spoken["canonical"], strict=True)]
    )
    never = world.loc[world["match"] == "never", "alias"].tolist()
    hit = {never[first + text] for first, found in lexicon.find(never) for text in found.text}
    assert sorted(set(never) - hit) == []


def test_the_page_of_the_table() -> None:
    about = tomllib.loads(files("mediakit.resources").joinpath("entities", "world.toml").read_text("utf-8"))
    assert about["licence"] == "MIT"
    assert len(about["weaknesses"]) >= 5


def test_it_knows_the_states_and_their_capitals(world: pd.DataFrame) -> None:
    counts = world.drop_duplicates("canonical")["type"].value_counts()
    assert counts["country"] >= 195
    assert counts["person"] >= 250
    assert counts["city"] >= 300


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kiev, Kyiv and Kyiv’s mayor", ["Kyiv", "Kyiv", "Kyiv"]),
        ("Odessa, Kharkov, Lvov, Nikolaev, Chernigov", ["Odesa", "Kharkiv", "Lviv", "Mykolaiv", "Chernihiv"]),
        ("Chicken Kiev, Dynamo Kyiv and the Kyiv Independent", []),
        ("The U.S., the US, the USA and the United States told us", ["United States"] * 4),
        ("Britain, the U.K. and Great Britain", ["United Kingdom"] * 3),
        ("Zelenskyy, Zelenskiy and Volodymyr Zelensky", ["Volodymyr Zelensky"] * 3),
        ("Olena Zelenska spoke.", ["Olena Zelenska"]),
        ("Erdoğan, Erdogan and Recep Tayyip Erdoğan", ["Recep Tayyip Erdogan"] * 3),
        ("Viktor Orbán and Balázs Orbán", ["Viktor Orban", "Balazs Orban"]),
        ("Biden, Hunter Biden and Jill Biden", ["Joe Biden", "Hunter Biden", "Jill Biden"]),
        ("Dr Johnson, Lyndon Johnson and Johnson & Johnson", []),
        ("Boris Johnson, then Mr Johnson", ["Boris Johnson", "Boris Johnson"]),
        ("Michel Barnier met Charles Michel; Michel left.", ["Michel Barnier", "Charles Michel", "Charles Michel"]),
        ("Vitali Klitschko and Wladimir Klitschko", ["Vitali Klitschko", "Wladimir Klitschko"]),
        ("Lech Kaczyński, Ted Kaczynski", ["Lech Kaczynski"]),
        ("Michael Jordan flew to Jordan.", ["Jordan"]),
        ("Georgia Tech, the University of Georgia, Atlanta, Georgia; Georgia's coast", ["Atlanta", "Georgia"]),
        ("Paris Hilton left Paris under the Paris Agreement.", ["Paris", "Paris Agreement"]),
        ("A turkey sandwich. Turkey sandwiches. Cold turkey. Turkey and Türkiye.", ["Turkey", "Turkey"]),
        ("chad, Chad Smith, hanging chad, Lake Chad and Chad", ["Lake Chad", "Chad"]),
        ("China shop, china, the South China Sea and China", ["South China Sea", "China"]),
        ("South Korea, North Korea, Korea", ["South Korea", "North Korea"]),
        (
            "New Mexico, the Gulf of Mexico, Mexico City, Mexico",
            ["New Mexico", "Gulf of Mexico", "Mexico City", "Mexico"],
        ),
        ("New Jersey and a jersey", ["New Jersey"]),
        ("The Washington Post, George Washington and Washington state", []),
        ("Washington, D.C., Washington DC and Washington", ["Washington"] * 3),
        ("New York Times, Moscow Times and New York", ["New York"]),
        ("Air France landed in France.", ["France"]),
        ("Bank of England, England", ["Bank of England", "England"]),
        ("Northern Ireland, the Republic of Ireland, Ireland", ["Northern Ireland", "Ireland", "Ireland"]),
        (
            "Guinea-Bissau, Equatorial Guinea, Papua New Guinea, guinea pigs",
            ["Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"],
        ),
        ("DR Congo and the Republic of the Congo", ["Democratic Republic of the Congo", "Republic of the Congo"]),
        ("Niger, Nigeria and the Niger Delta", ["Niger", "Nigeria"]),
        ("Dominica and the Dominican Republic", ["Dominica", "Dominican Republic"]),
        ("Sudan and South Sudan", ["Sudan", "South Sudan"]),
        ("Bosnia, Bosnia-Herzegovina and Bosnia and Herzegovina", ["Bosnia and Herzegovina"] * 3),
        ("Côte d’Ivoire, Burma, Holland and Czechia", ["Ivory Coast", "Myanmar", "Netherlands", "Czech Republic"]),
        (
            "Nato and the North Atlantic Treaty Organisation; the North Atlantic Treaty",
            ["NATO", "NATO", "North Atlantic Treaty"],
        ),
        (
            "Who asked the WHO, the UN and the U.N. Security Council?",
            ["World Health Organization", "United Nations", "UN Security Council"],
        ),
        ("NATO-Ukraine Council", ["NATO", "Ukraine"]),
        (
            "Warsaw, the Warsaw Pact, Minsk and the Minsk agreements",
            ["Warsaw", "Warsaw Pact", "Minsk", "Minsk agreements"],
        ),
        (
            "The Kremlin, the Pentagon, a pentagon, the White House, a white house",
            ["Kremlin", "Pentagon", "White House"],
        ),
        ("St. Petersburg, St Petersburg and St. Petersburg, Florida", ["St. Petersburg", "St. Petersburg"]),
        ("Russians, Ukrainian troops, a Finn and Swedes", []),
        ("The New START treaty was a new start.", ["New START"]),
        ("A group of seven met the Group of Seven, the G7 and the G-7.", ["G7", "G7", "G7"]),
        ("Brussels sprouts in Brussels", ["Brussels"]),
        ("Daniil Medvedev beat nobody; Medvedev spoke.", ["Dmitry Medvedev"]),
        ("Zaporizhzhia nuclear power plant near Zaporizhzhia", ["Zaporizhzhia nuclear power plant", "Zaporizhzhia"]),
    ],
)
def test_names_and_their_traps(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_spans_keep_the_contract() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": "Rain. Kyiv’s mayor met Jens Stoltenberg."}])
    spans = annotate_entities(articles)
    check_table(spans, SPANS)
    assert spans[["start", "end", "label", "sentence_id"]].values.tolist() == [
        [6, 10, "Kyiv", 1],
        [23, 39, "Jens Stoltenberg", 1],
    ]
    assert spans["layer"].unique().tolist() == ["entities"]
    assert len(annotate_entities(empty(ARTICLES))) == 0
    with pytest.raises(TableError):
        annotate_entities(pd.DataFrame({"text": ["Kyiv"]}))


def test_own_aliases_replace_the_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    lines = "# my people\nAnna Holm,person,Holm,exact\nAnna Holm,person,Little Holm,never\n"
    lines += "Holm Island,place,Isle of Holm,any case\n"
    path.write_text(f"\ufeff{HEADER}{lines}", encoding="utf-8")
    mine = load_aliases(path)
    assert names("Holm, holm, Little Holm, isle of Holm, Kyiv", aliases=mine) == ["Anna Holm", "Holm Island"]
    path = tmp_path / "mine.tsv"
    path.write_text((HEADER + lines).replace(",", "\t"), encoding="utf-8")
    pd.testing.assert_frame_equal(load_aliases(str(path)), mine)


def test_mediakits_own_table_goes_through_the_same_door(world: pd.DataFrame) -> None:
    text = "Biden met Zelenskyy in Kiev."
    assert names(text, aliases=world) == names(text) == ["Joe Biden", "Volodymyr Zelensky", "Kyiv"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("canonical,alias\nA,a\n", "needs the columns canonical, type, alias, match; missing: type, match"),
        (f"{HEADER}A,person,a,sometimes\n", "match must be one of any case, exact, never, got 'sometimes'"),
        (f"{HEADER}A,person,,exact\n", "every cell of an alias table needs text; look at: alias"),
        (f"{HEADER}A,person,a\n", "every cell of an alias table needs text; look at: match"),
        (f"{HEADER}A,person,Holm,exact\nB,person,Holm,exact\n", "these stand for several: 'Holm'"),
        (f"{HEADER}A,person,Holm,exact,more,and more\n", "got 'and more'"),
        (f"{HEADER}A,person,Holm,exact\nA,person,a,b,c\n", "could not read one"),
        ("", "could not read one"),
        ("A\x00", "needs the columns"),
    ],
)
def test_faults_of_an_alias_file_are_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        load_aliases(path)
    assert message in str(error.value)
    assert "mine.csv" in str(error.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"could not read one.*none\.csv"):
        load_aliases(tmp_path / "none.csv")
    path = tmp_path / "latin.csv"
    path.write_bytes(f"{HEADER}Orban,person,Orbán,exact\n".encode("latin-1"))
    with pytest.raises(LexiconError, match=r"UTF-8"):
        load_aliases(path)


def test_an_alias_without_a_word_and_cells_without_text_are_named() -> None:
    row = {"canonical": "A", "type": "person", "alias": "…", "match": "exact"}
    with pytest.raises(LexiconError, match="at least one word"):
        names("A", aliases=pd.DataFrame([row]))
    with pytest.raises(LexiconError, match="look at: alias"):
        check_aliases(pd.DataFrame([{**row, "alias": None}]))


def marked_documents(path: Path) -> list[list[tuple[str, str]]]:
    """Return words and tags of every document; a sentence ends with an empty word."""
    documents: list[list[tuple[str, str]]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("-DOCSTART"):
                documents.append([])
            elif documents:
                fields = line.split()
                documents[-1].append((fields[0], fields[-1]) if fields else ("", "O"))
    return documents


def test_agreement_with_names_marked_in_news_agency_copy() -> None:
    """Each mention should lie in a name that human readers marked as the same kind."""
    kinds = {"country": "LOC", "city": "LOC", "person": "PER"}
    types = load_aliases().drop_duplicates("canonical").set_index("canonical")["type"]
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    tags: dict[str, list[str]] = {}
    texts: list[dict[str, str]] = []
    path = evaluation_data("gold", "reuters2020_ner", "reuters2020.conll.gz")
    for number, document in enumerate(marked_documents(path)):
        texts.append({"article_id": str(number), "text": "".join(f"{word} " if word else "\n" for word, _ in document)})
        tags[str(number)] = [tag.split("-")[-1] for word, tag in document for _ in f"{word} "]
    spans = annotate_entities(build_table(ARTICLES, texts))
    for article, start, label in zip(spans["article_id"], spans["start"], spans["label"], strict=True):
        kind = types[label]
        total[kind] += 1
        right[kind] += tags[article][start] == kinds.get(kind)
    shares = {kind: right[kind] / total[kind] for kind in kinds}
    assert min(total[kind] for kind in kinds) > 200
    assert shares["country"] > 0.90, shares
    assert shares["city"] > 0.88, shares
    assert shares["person"] > 0.95, shares
