"""Codes that people, models or tools gave to sentences and articles: read, checked, and used to correct shares."""
