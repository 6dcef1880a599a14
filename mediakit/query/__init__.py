"""The query language of topics and frames: text to tree, terms compiled once, evaluation on arrays of words."""
