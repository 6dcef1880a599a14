"""Nexis, in every layout of its exports."""
