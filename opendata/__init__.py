"""Figures of the whole: statistics, the API and its feeds."""
