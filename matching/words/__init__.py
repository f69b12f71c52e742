"""Scoring's codes in words: names, reasons, changes, questions, openings."""
