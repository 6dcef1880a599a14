"""JSON of any shape, and the answers of news APIs."""
