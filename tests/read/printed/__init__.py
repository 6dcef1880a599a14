"""Tests of the readers of printed pages."""
