"""Vietnamese text in the database: search that ignores diacritics, and the alphabet's order.

Two generated columns do it, the same on SQLite and PostgreSQL: ``Fold`` ("Đông Anh" →
"dong anh") and ``SortKey``, plain letters whose order is that of the Vietnamese alphabet
(a ă â b c d đ e ê … o ô ơ … u ư …), tones aside. SQLite calls the Python functions of this
module; PostgreSQL, which has neither, gets the same tables as SQL.
"""

import unicodedata
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

TONES = "\u0300\u0301\u0303\u0309\u0323"
# z is no letter of the alphabet, so "azz" stands after every "a" plus letter and before "b".
LATER_LETTERS = {
    "ă": "azz", "â": "azzz", "đ": "dzz", "ê": "ezz", "ô": "ozz", "ơ": "ozzz", "ư": "uzz",
}  # fmt: skip


def fold(text: str | None) -> str | None:
    """Lower case, no diacritics, đ as d."""
    if text is None:
        return None
    decomposed = unicodedata.normalize("NFD", text.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def sort_key(text: str | None) -> str | None:
    """Lower case, no tones, later letters spelt so that they sort after the earlier ones."""
    if text is None:
        return None
    decomposed = unicodedata.normalize("NFD", text.lower())
    toneless = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))
    return "".join(LATER_LETTERS.get(c, c) for c in toneless)


def _letters() -> list[str]:
    """Every accented letter of the alphabet, both cases."""
    marks = ["", "\u0302", "\u0306", "\u031b"]
    lower = {
        unicodedata.normalize("NFC", base + mark + tone)
        for base in "aeiouy"
        for mark in marks
        for tone in ["", *TONES]
    }
    lower = {c for c in lower if len(c) == 1 and not c.isascii()} | {"đ"}
    return sorted(lower | {c.upper() for c in lower})


LETTERS = _letters()


class _Generated(models.Func):
    """``function`` by name on SQLite, as SQL on PostgreSQL; deterministic on both."""

    arity = 1
    output_field = models.CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, **context)


class Fold(_Generated):
    function = "portal_fold"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        bare = "".join(fold(c) or "" for c in LETTERS)
        template = f"lower(translate(%(expressions)s, '{''.join(LETTERS)}', '{bare}'))"
        return super().as_sql(compiler, connection, template=template, **context)


class SortKey(_Generated):
    function = "portal_sort_key"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        toneless = "".join(_toneless(c) for c in LETTERS)
        template = f"lower(translate(%(expressions)s, '{''.join(LETTERS)}', '{toneless}'))"
        for letter, spelt in LATER_LETTERS.items():
            template = f"replace({template}, '{letter}', '{spelt}')"
        return super().as_sql(compiler, connection, template=template, **context)


def _toneless(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter.lower())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))


def teach_sqlite(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give a new SQLite connection the two functions (receiver of ``connection_created``)."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_fold", 1, fold, deterministic=True)
        connection.connection.create_function("portal_sort_key", 1, sort_key, deterministic=True)


def folded(source: str, max_length: int = 250) -> models.GeneratedField:
    """The searchable twin of a text column."""
    return models.GeneratedField(
        expression=Fold(source),
        output_field=models.CharField(max_length=max_length),
        db_persist=True,
    )


def sortable(source: str, max_length: int = 600) -> models.GeneratedField:
    """The column to order a text column by."""
    return models.GeneratedField(
        expression=SortKey(source),
        output_field=models.CharField(max_length=max_length),
        db_persist=True,
    )
