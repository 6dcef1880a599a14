"""BibTeX and BibLaTeX."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles
from mediakit.read.databases.bibtex import plain

BIB = r"""% made by hand
@string{post = "Island Post"}
@comment{no entry}
@article{ferry_2023,
  title = {Ferry {Stays} in {K\"oln}},
  author = {Example, Ann and Other, Bob},
  journaltitle = post # { Weekly},
  date = {2023-05-02},
  url = {https://post.example/a_b},
  langid = {english},
  abstract = {The council voted, 9:2, for the ferry \& the bus.},
}
@misc{x, title = "Train {"}late{"}", year = 2023, month = may, howpublished = {\url{https://post.example/t}} }
"""


def test_entries_with_braces_quotes_and_strings() -> None:
    articles, problems = read_articles(BIB.encode())
    assert articles["source_format"].tolist() == ["bibtex"] * 2
    row = articles.iloc[0]
    assert (row["title"], row["byline"], row["outlet"]) == (
        "Ferry Stays in Köln",
        "Example, Ann; Other, Bob",
        "Island Post Weekly",
    )
    assert (row["url"], row["language"], row["truncated"]) == ("https://post.example/a_b", "en", True)
    assert row["text"] == "The council voted, 9:2, for the ferry & the bus."
    assert articles["published"].dt.strftime("%Y-%m-%d").tolist() == ["2023-05-02", "2023-05-01"]
    assert articles["date_precision"].tolist() == ["day", "month"] and articles["title"].iloc[1] == 'Train "late"'
    assert not problems["severity"].eq("error").any()


@pytest.mark.parametrize("cut", [60, 200, 300, len(BIB) - 3])
def test_cut_files_are_accounted_for(cut: int) -> None:
    articles, problems = read_articles(BIB[:cut].encode(), format="bibtex")
    assert len(articles) + problems["severity"].eq("error").sum() >= 1


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\'{e}t\'e", "été"),
        (r"Malm{\"{o}} \& \AA bo", "Malmö & Åbo"),
        (r"``Red'' --- a \emph{plan}", "“Red” — a plan"),
        (r"Gro{\ss}er Stra\ss e", "Großer Straße"),
        (r"5\,\% of \$3", "5 % of $3"),
    ],
)
def test_commands_of_latex_become_letters(tex: str, text: str) -> None:
    assert plain(tex) == text
