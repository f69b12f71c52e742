"""Plots of saved searches in a line. Format, never query."""

from django import template

from explore.watching import in_a_line as line

register = template.Library()
register.filter("in_a_line", line)
