"""XML standards for news and texts: NITF, NewsML, TEI."""
