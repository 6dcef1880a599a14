"""ARTICLES to SPANS and SENTENCES: what stands where in a text."""
