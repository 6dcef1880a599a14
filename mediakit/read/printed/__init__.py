"""Printed pages: PDF, from the places of its letters to lines, columns, paragraphs and articles."""
