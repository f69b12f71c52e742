"""Matching against what else could do it, on the same data and rules. See README.md."""
