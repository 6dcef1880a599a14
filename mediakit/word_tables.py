"""The contracts of the tables about words: counted, compared, standing together, and behind a difference in tone."""

from __future__ import annotations

from mediakit.contract import Column, Table

WORD_COUNTS = Table(
    "WORD_COUNTS",
    "group x period x word",
    (
        Column("group", "category?", "the group of articles; empty where all articles are one"),
        Column("by", "category?", "the column of the articles that makes the groups; empty without one"),
        Column("word", "category", "the word in small letters, or several words with a space between"),
        Column("count", "int", "how often it stands in the group's articles", least=0),
        Column("rate", "float?", "the same per 1,000 words (or runs of several words)", least=0),
        Column("n_articles", "int", "articles of the group with the word", least=0),
        Column("n_stories", "int", "stories of the group with the word, copies counted once", least=0),
        Column("n_words", "int", "words (or runs of several words) of the group", least=0),
        Column("rank", "int", "place within the group and period, from 1", required=False, least=1),
    ),
    made_by="count_words() or top_words()",
)

KEYNESS = Table(
    "KEYNESS",
    "group x reference x word",
    (
        Column("group", "category", "the group whose words are compared"),
        Column("reference", "category", "what it is compared with; 'rest' is all other articles"),
        Column("by", "category", "the column of the articles that makes the groups"),
        Column("word", "category", "the word in small letters, or several words with a space between"),
        Column("log_ratio", "float?", "binary logarithm of rate / reference_rate; 1 is twice as often"),
        Column("conf_low", "float?", "lower end of its interval, over stories, of this word by itself"),
        Column("conf_high", "float?", "upper end of that interval"),
        Column("p_value", "float?", "of the difference, with the story as the unit", least=0),
        Column("p_adjusted", "float?", "after Benjamini-Hochberg over the table", least=0),
        Column("log_odds", "float", "difference in log odds, drawn towards 0 by the prior"),
        Column("log_odds_z", "float", "the same over its standard error, which takes words as independent"),
        Column("g2", "float", "log-likelihood ratio, which takes words as independent", least=0),
        Column("g2_p_value", "float", "of g2, for comparison with other tools: far too small", least=0),
        Column("count", "int", "uses in the group", least=0),
        Column("reference_count", "int", "uses in the reference", least=0),
        Column("rate", "float?", "uses per 1,000 words in the group", least=0),
        Column("reference_rate", "float?", "uses per 1,000 words in the reference", least=0),
        Column("n_articles", "int", "articles of the group with the word", least=0),
        Column("reference_articles", "int", "articles of the reference with the word", least=0),
        Column("dispersion", "float?", "how unevenly the group's stories use it (DP): 0 evenly, 1 in few", least=0),
        Column("caveat", "category?", "what the reader must know before quoting it"),
    ),
    key=("by", "group", "reference", "word"),
    made_by="compare_words()",
)

COLLOCATES = Table(
    "COLLOCATES",
    "a word beside the node",
    (
        Column("node", "category", "the term whose neighbours are counted"),
        Column("word", "category", "a word that stands near it, in small letters"),
        Column("count", "int", "pairs of the node and the word (or sentences that hold both)", least=0),
        Column("n_left", "int", "pairs with the word before the node, in windows", required=False, least=0),
        Column("n_right", "int", "pairs with the word after the node, in windows", required=False, least=0),
        Column("n_articles", "int", "articles with such a pair", least=0),
        Column("expected", "float", "what count would be if the two had nothing to do with each other", least=0),
        Column("npmi", "float", "normalised pointwise mutual information, -1 to 1"),
        Column("pmi", "float", "pointwise mutual information, in bits"),
        Column("likelihood_ratio", "float", "log-likelihood ratio of the fourfold table", least=0),
        Column("t_score", "float", "Student's t of the count against what is expected"),
        Column("n_node", "int", "times that the node is found (or sentences with it)", least=0),
        Column("n_word", "int", "times that the word is found (or sentences with it)", least=0),
        Column("n_total", "int", "words (or sentences) in all", least=0),
    ),
    key=("node", "word"),
    made_by="collocates()",
)

WORD_SHIFT = Table(
    "WORD_SHIFT",
    "a word",
    (
        Column("word", "str", "a word of the tone lexicon, or '(other words)' for all that are not listed"),
        Column("valence", "float?", "its valence; missing for the other words"),
        Column("group_a", "str", "the group that is the starting point"),
        Column("group_b", "str", "the group that is compared with it"),
        Column("contribution", "float?", "(rate_b - rate_a) times valence, in valence points per 100 words"),
        Column("conf_low", "float?", "lower end of the 95 % interval, over articles, of this word by itself"),
        Column("conf_high", "float?", "upper end of that interval"),
        Column("rate_a", "float?", "occurrences per 100 words in group a; missing where it has no words", least=0),
        Column("rate_b", "float?", "occurrences per 100 words in group b", least=0),
        Column("count_a", "int", "occurrences in group a", least=0),
        Column("count_b", "int", "occurrences in group b", least=0),
        Column("n_articles_a", "int", "articles of group a with the word", least=0),
        Column("n_articles_b", "int", "articles of group b with the word", least=0),
        Column("caveat", "str?", "what the reader must know before quoting it"),
    ),
    key=("group_a", "group_b", "word"),
    made_by="word_shift()",
)

WORD_TABLES = (WORD_COUNTS, KEYNESS, COLLOCATES, WORD_SHIFT)
