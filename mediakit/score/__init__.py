"""SPANS and ARTICLES to SCORES: total over exposure for every article, zeros included."""
