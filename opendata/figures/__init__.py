"""The figures of the whole, as tables: what a chart draws, a file holds and a page prints."""

from opendata.figures.city import city
from opendata.figures.land import land
from opendata.figures.offer import offer
from opendata.figures.table import Column, Line, Table
from opendata.figures.trends import trends

__all__ = ["Column", "Line", "Table", "city", "land", "offer", "trends"]
