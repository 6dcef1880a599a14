"""Tables with any column names, and the article lists that come as tables."""
