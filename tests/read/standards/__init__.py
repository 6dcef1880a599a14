"""Tests of the readers of XML standards."""
