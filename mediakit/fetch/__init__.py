"""Live sources: pages, feeds, sitemaps, GDELT and The Guardian become ARTICLES, with the same PROBLEMS as files."""

from __future__ import annotations

from mediakit.fetch.feeds import fetch_feed, fetch_sitemap
from mediakit.fetch.gdelt import fetch_gdelt
from mediakit.fetch.guardian import fetch_guardian
from mediakit.fetch.pages import fetch_pages

__all__ = ["fetch_feed", "fetch_gdelt", "fetch_guardian", "fetch_pages", "fetch_sitemap"]
