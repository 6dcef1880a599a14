"""Sentences that are tested before they are said: what was tested, which of it is told in which order, and how."""
