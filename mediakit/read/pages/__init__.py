"""Web pages, however they were saved, and the feeds and sitemaps that lead to them."""
