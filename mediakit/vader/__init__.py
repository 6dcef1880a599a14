"""VADER for many texts at once: the rules of vaderSentiment, exactly, over arrays.

How it works: docs/how-vader.md.
"""
