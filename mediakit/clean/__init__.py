"""ARTICLES as read to ARTICLES ready to measure: furniture cut, copies marked."""
