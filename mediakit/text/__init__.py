"""Texts as arrays: one definition of token, word and sentence, with offsets into each part of an article.

How it works: docs/how-token-pass.md.
"""
