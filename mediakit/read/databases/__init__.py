"""Exports of press databases."""
