"""Data that ships with mediakit: topics, lexicons, aliases and styles."""
