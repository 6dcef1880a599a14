"""Documents of one article, and what all documents share: paragraphs, printed dates, how an article is kept."""
