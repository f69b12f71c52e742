"""Plots and clusters as rows of a spreadsheet, in and out.

``columns`` says what a column is, ``plots`` and ``clusters`` which ones there are and what a row
must keep to, ``reading`` goes through a file, ``template`` makes one to fill in, ``words`` puts
what is wrong into sentences.
"""
