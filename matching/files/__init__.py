"""Matching spreadsheets without a database: ``manage.py match_files`` (matching.md §6).

``portal.common.sheets`` reads a file as a table, ``columns`` says what may stand in it, ``cells``
reads one cell, ``tables`` makes records and names bad rows, ``answers`` words a line,
``writing`` puts the result in place, ``run`` does all of it.
"""
