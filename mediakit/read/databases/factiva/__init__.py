"""Factiva, in every layout of its exports."""
