"""Spreadsheets that people send and take: CSV and XLSX, read with care and written as a stream.

``opening`` says what a file is and refuses what cannot be read; ``delimited`` and ``workbooks``
give its rows; ``cells`` and ``numbers`` (one floor down) read one cell; ``faults`` puts what is
wrong into words; ``writing`` makes files that are safe to open. Nothing here knows an app.
"""
