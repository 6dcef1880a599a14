"""Which language an article is in, and what measures of one language do with it."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import mediakit
from mediakit.languages import language_name, languages_of, tell_language
from mediakit.tables import ARTICLES, build_table
from tests.conftest import evaluation_data

# The same two sentences about a bridge, some of them loosely.
TEXTS = {
    "en": "The mayor said on Friday that the old bridge is not safe and will be closed until spring. People who work "
    "on the other side of the river have to take the ferry, which was late again this week.",
    "de": "Die Bürgermeisterin sagte am Freitag, dass die alte Brücke nicht sicher ist und bis zum Frühling "
    "geschlossen wird. Wer auf der anderen Seite des Flusses arbeitet, muss die Fähre nehmen.",
    "fr": "La maire a dit vendredi que le vieux pont n'est pas sûr et qu'il sera fermé jusqu'au printemps. Ceux qui "
    "travaillent de l'autre côté du fleuve doivent prendre le bac.",
    "es": "La alcaldesa dijo el viernes que el viejo puente no es seguro y que estará cerrado hasta la primavera. "
    "Los que trabajan al otro lado del río tienen que tomar el transbordador.",
    "it": "La sindaca ha detto venerdì che il vecchio ponte non è sicuro e che sarà chiuso fino alla primavera. Chi "
    "lavora dall'altra parte del fiume deve prendere il traghetto.",
    "pt": "A prefeita disse na sexta-feira que a velha ponte não é segura e que ficará fechada até a primavera. Quem "
    "trabalha do outro lado do rio tem de tomar a balsa.",
    "nl": "De burgemeester zei vrijdag dat de oude brug niet veilig is en tot het voorjaar dicht gaat. Wie aan de "
    "andere kant van de rivier werkt, moet de pont nemen.",
    "sv": "Borgmästaren sade på fredagen att den gamla bron inte är säker och att den ska stängas till våren. De som "
    "arbetar på andra sidan älven måste ta färjan.",
    "da": "Borgmesteren sagde fredag, at den gamle bro ikke er sikker, og at den bliver lukket til foråret. De, der "
    "arbejder på den anden side af floden, må tage færgen.",
    "fi": "Pormestari sanoi perjantaina, että vanha silta ei ole turvallinen ja että se on kiinni kevääseen asti. "
    "Myös ne, jotka ovat töissä joen toisella puolella, joutuvat nyt lautalle.",
    "pl": "Burmistrz powiedziała w piątek, że stary most nie jest bezpieczny i że będzie zamknięty do wiosny. Kto "
    "pracuje po drugiej stronie rzeki, musi płynąć promem.",
    "cs": "Starostka v pátek řekla, že starý most není bezpečný a že bude do jara zavřený. Kdo pracuje na druhé straně "
    "řeky, musí jet přívozem.",
    "hu": "A polgármester pénteken azt mondta, hogy a régi híd nem biztonságos, és tavaszig zárva lesz. Aki a folyó "
    "másik oldalán dolgozik, annak a kompra kell szállnia.",
    "ro": "Primărița a spus vineri că podul vechi nu este sigur și că va fi închis până la primăvară. Cei care "
    "lucrează pe celălalt mal trebuie să ia bacul.",
    "tr": "Başkan cuma günü eski köprünün güvenli olmadığını ve bahara kadar kapalı kalacağını söyledi. Irmağın öteki "
    "yakasında çalışanlar için tek yol feribot, ama o da çok geç kalıyor.",
    "lv": "Mēre piektdien teica, ka vecais tilts nav drošs un ka līdz pavasarim tas būs slēgts. Tiem, kas strādā "
    "otrā upes krastā, ir jābrauc ar prāmi.",
    "id": "Wali kota mengatakan pada hari Jumat bahwa jembatan tua itu tidak aman dan akan ditutup hingga musim semi. "
    "Orang yang bekerja di seberang sungai harus naik feri.",
    "vi": "Thị trưởng nói hôm thứ Sáu rằng cây cầu cũ không an toàn và sẽ bị đóng đến mùa xuân. Những người làm việc "
    "ở bên kia sông phải đi phà.",
    "ru": "Мэр сказала в пятницу, что старый мост не безопасен и что он будет закрыт до весны. Тем, кто работает на "
    "другом берегу, придётся ждать паром.",
    "uk": "Мер сказала у п'ятницю, що старий міст не є безпечним і що його закриють до весни. Ті, хто працює на "
    "іншому березі, чекатимуть на пором.",
    "bg": "Кметицата каза в петък, че старият мост не е безопасен и че ще бъде затворен до пролетта. Които работят "
    "на другия бряг, трябва да чакат ферибота.",
    "el": "Η δήμαρχος είπε την Παρασκευή ότι η παλιά γέφυρα δεν είναι ασφαλής και θα μείνει κλειστή ως την άνοιξη.",
    "ar": "قالت رئيسة البلدية يوم الجمعة إن الجسر القديم غير آمن وسيبقى مغلقا حتى الربيع، وعلى من يعمل في الضفة الأخرى "
    "أن يأخذ العبارة.",
    "fa": "شهردار روز جمعه گفت که این پل قدیمی ایمن نیست و تا بهار بسته خواهد بود. کسانی که در آن سوی رود کار می کنند "
    "باید با قایق بروند.",
    "he": "ראש העיר אמרה ביום שישי כי הגשר הישן אינו בטוח וכי הוא יהיה סגור עד האביב. מי שעובד בצד השני של הנהר צריך "
    "את המעבורת.",
    "hi": "महापौर ने शुक्रवार को कहा कि पुराना पुल सुरक्षित नहीं है और वसंत तक बंद रहेगा। "
    "नदी के उस पार काम करने वालों को नाव लेनी होगी।",
    "zh": "市长星期五说，老桥不安全，到春天以前不能走。在河对岸工作的人只好坐船，而这个星期渡船又晚了。",
    "ja": "市長は金曜日、古い橋は安全ではなく、春まで閉鎖されると述べた。"
    "川の向こう側で働く人は渡し船に乗らなければならない。",
    "ko": "시장은 금요일에 오래된 다리가 안전하지 않으며 봄까지 닫힐 것이라고 말했다. "
    "강 건너편에서 일하는 사람들은 배를 타야 한다.",
}
SHORT = "Der Krieg war schlimm."
MIXED = TEXTS["en"] + " " + TEXTS["ru"]


def written(code: str, n: int, **more: Any) -> list[dict[str, Any]]:
    facts = {"outlet": f"Outlet {code}", "published": "2022-04-01", "text": TEXTS[code] * 3}
    return [{"article_id": f"{code}{i}", **facts, **more} for i in range(n)]


def articles(*groups: list[dict[str, Any]]) -> pd.DataFrame:
    rows = [row for group in groups for row in group]
    return build_table(ARTICLES, [{**row, "article_id": str(i)} for i, row in enumerate(rows)])


def tone(table: pd.DataFrame, **options: Any) -> pd.DataFrame:
    found = mediakit.estimate(mediakit.score_sentiment(table), table, by="outlet", **options)
    return found[found["measure"] == "tone"].set_index("outlet")


@pytest.mark.parametrize("code", TEXTS)
def test_languages_are_told(code: str) -> None:
    assert tell_language(TEXTS[code]).language == code
    assert tell_language(TEXTS[code] * 3) == (code, True)
    assert language_name(code) != code


def test_what_cannot_be_told_is_not_guessed() -> None:
    halves = TEXTS["en"][:150] + " " + TEXTS["de"]
    for text in ("", "12.5, 13.", SHORT, MIXED, halves, "Brno 3 Graz 1 Linz 0 Ostrava 2 " * 10):
        assert tell_language(text).language == ""
    assert tell_language(TEXTS["ru"] + TEXTS["ru"] + " NATO, EU and Brexit").language == "ru"
    assert tell_language(TEXTS["en"] * 2 + "«Нет», сказала мэр.").language == "en"


def test_a_quote_in_another_language_changes_nothing() -> None:
    assert tell_language(f"{TEXTS['en'] * 2} “{TEXTS['de'][:90]}”").language == "en"
    assert tell_language(f"{TEXTS['de'] * 2} “{TEXTS['en'][:60]}”").language == "de"


@pytest.mark.parametrize("code", [code for code in TEXTS if code != "en"])
def test_no_language_is_scored_as_english(code: str) -> None:
    table = articles(written("en", 12), written(code, 12))
    for scores in (mediakit.score_sentiment(table), mediakit.score_entities(table)):
        theirs = scores[scores["article_id"].astype(int) >= 12]
        assert (theirs["exposure"] == 0).all()
    row = tone(table).loc[f"Outlet {code}"]
    assert pd.isna(row["estimate"]) and row["caveat"] == "withheld: none of 12 articles is in English"
    assert tone(table).loc["Outlet en", "caveat"] == "no variation between articles: no interval"
    message = mediakit.check_corpus(table).set_index("code").loc["mixed_languages", "message"]
    assert f"12 in {language_name(code)}" in message


def test_mixed_groups_say_how_many_are_left_out() -> None:
    days = [written("en", 1, text=f"{TEXTS['en']} It was a day that was {mood}.") for mood in ("good", "bad")] * 15
    table = articles(*days, written("de", 3, outlet="Outlet en"))
    row, alone = (tone(one).loc["Outlet en"] for one in (table, table.iloc[:30]))
    assert row["estimate"] == alone["estimate"] and row["n_articles"] == 30
    assert row["caveat"] == "3 articles not in English are left out"
    trend = mediakit.trend(mediakit.score_sentiment(table), table, every="month")
    assert trend["caveat"].str.contains("3 articles not in English are left out").all()


def test_every_measure_of_one_language_says_so() -> None:
    topic = mediakit.load_topic("nato-enlargement")
    english = written(
        "en", 12, text=TEXTS["en"] + " Kyiv, not Kiev: NATO and its open door policy. NATO membership." * 3
    )
    table = articles(english, written("de", 12))
    for scores in (
        mediakit.score_frames(table, topic),
        mediakit.score_naming(table, topic),
        mediakit.score_entities(table),
        mediakit.score_coverage(table, topic),
    ):
        assert (scores["reads"] == "en").all()
        german = mediakit.estimate(scores, table, by="outlet").query("outlet == 'Outlet de'")
        assert len(german) and german["estimate"].isna().all()
        assert set(german["caveat"]) == {"withheld: none of 12 articles is in English"}
        full = mediakit.fill_zeros(scores, table)
        assert (full["reads"] == "en").all()
        pd.testing.assert_frame_equal(
            mediakit.estimate(full, table, by="outlet").query("outlet == 'Outlet de'"), german
        )
    contrast = mediakit.compare_groups(mediakit.score_sentiment(table), table, by="outlet")
    assert contrast["caveat"].str.contains("none of 12 articles is in English").all()


def test_terms_of_ones_own_are_counted_in_any_language() -> None:
    table = articles(written("de", 12))
    bridges = mediakit.Lexicon("mine", [mediakit.Term("brücke*", "bridges")])
    scores = mediakit.score_frames(table, bridges)
    assert "reads" not in scores.columns
    found = mediakit.estimate(scores, table).query("measure == 'frame_presence'")
    assert found["estimate"].tolist() == [1.0] and "English" not in found["caveat"].iloc[0]


def test_a_lexicon_may_say_a_region() -> None:
    british = replace(mediakit.load_lexicon("news"), language="en-GB")
    table = articles(written("en", 2, language="en-US"), written("de", 2))
    scores = mediakit.score_sentiment(table, lexicon=british)
    assert scores.loc[scores["exposure"] > 0, "article_id"].unique().tolist() == ["0", "1"]
    assert scores["reads"].unique().tolist() == ["en"]


def test_short_articles_are_scored_with_a_caveat_unless_their_outlet_has_a_language() -> None:
    alone = articles(written("de", 12, text=SHORT))
    assert tone(alone).loc["Outlet de", "caveat"].endswith("12 articles of unknown language read as English")
    assert mediakit.check_corpus(alone).set_index("code").loc["unknown_language", "n_articles"] == 12
    among = articles(written("de", 12), written("de", 3, text=SHORT))
    assert tone(among).loc["Outlet de", "caveat"] == "withheld: none of 15 articles is in English"
    english = articles(written("en", 30), written("en", 1, text="A good day."), written("en", 1, text=SHORT))
    assert "unknown" not in tone(english).loc["Outlet en", "caveat"]
    both = articles(written("en", 6), written("de", 6, outlet="Outlet en"), written("en", 9, text=SHORT))
    assert tone(both).loc["Outlet en", "caveat"] == (
        "few articles: 15; 6 articles not in English are left out; 9 articles of unknown language read as English"
    )
    nameless = articles(written("de", 12, outlet=""), written("de", 12, outlet="", text=SHORT))
    assert languages_of(nameless).unsure.sum() == 12


def test_the_word_of_the_source_holds_unless_the_text_contradicts_it() -> None:
    table = articles(
        written("en", 2, language="de"), written("de", 2, language="en"), written("de", 2, language="nl"),
        written("en", 2, language="de-AT", text="A good day."), written("de", 2, language="und"),
    )  # fmt: skip
    found = languages_of(table)
    assert found.code.tolist() == ["en", "en", "de", "de", "nl", "nl", "de", "de", "de", "de"]
    assert found.contradicted.tolist() == [True] * 4 + [False] * 6
    finding = mediakit.check_corpus(table).set_index("code").loc["language_contradicted"]
    assert (finding["n_articles"], finding["value"]) == (4, "2 in English, 2 in German")


def test_filled_languages_are_marked_and_may_be_corrected() -> None:
    table = articles(written("de", 2), written("en", 1, language="en", flags="corrected"), written("en", 1, text=SHORT))
    filled = mediakit.fill_languages(table)
    assert filled["language"].tolist() == ["de", "de", "en", ""]
    assert filled["flags"].tolist() == ["language_told", "language_told", "corrected", ""]
    pd.testing.assert_frame_equal(mediakit.fill_languages(filled), filled)
    corrected = filled.assign(language=["en", "de", "en", ""])
    assert languages_of(corrected).code.tolist() == ["en", "de", "en", ""]
    bare = table.drop(columns=["language", "flags", "standfirst"])
    assert mediakit.fill_languages(bare)["language"].tolist() == ["de", "de", "en", ""]
    assert len(mediakit.fill_languages(table.iloc[:0])) == 0


def test_corpora_are_read_with_their_languages() -> None:
    rows = [{"title": "Brücke", "text": TEXTS["de"], "date": "2022-04-01", "outlet": "A"}]
    read = mediakit.read_corpus(rows).articles
    assert read[["language", "flags"]].values.tolist() == [["de", "language_told"]]
    measured = mediakit.measure_topic(read, mediakit.load_topic("nato-enlargement"))
    assert not len(measured.on_topic) and measured.findings["code"].tolist() == ["not_english"]


@pytest.mark.parametrize("code", ["zh", "ar", "he", "ja"])
def test_scripts_without_capitals_bear_on_no_capitals(code: str) -> None:
    loud = written(code, 60, text=TEXTS[code] * 3 + " NATO, EU, UNESCO, BBC, CNN. " * 3)
    codes = mediakit.check_corpus(articles(written("en", 60), loud))["code"]
    assert "lost_capitals" not in set(codes)
    full = written("en", 60, text=TEXTS["en"] * 3 + " NATO met UNESCO.", outlet="Full")
    lost = mediakit.check_corpus(articles(written("en", 60), full, loud)).set_index("code").loc["lost_capitals"]
    assert lost["outlet"] == "Outlet en"


def test_real_articles_in_english_are_all_told() -> None:
    path = evaluation_data("gold", "ukraine_media", "articles.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    assert {tell_language(text[:1000]).language for text in texts} == {"en"}
