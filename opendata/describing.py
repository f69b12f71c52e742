"""The schema as the documentation page tells it: addresses, parameters, fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opendata.views.schema import described

METHODS = ("get", "post", "put")


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    about: str
    parameters: list[dict[str, Any]]
    shape: str  # name of the component that a row of the answer has; "" where it is no JSON
    takes: str
    needs_token: bool


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    about: str
    values: list[Any]
    is_needed: bool  # in what is sent


@dataclass(frozen=True)
class Shape:
    name: str
    fields: list[Field]


def operations() -> list[Operation]:
    """In the order of the schema: public addresses first."""
    schema = described(get_language() or "vi")
    found = [
        _operation(path, method, one, schema)
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
        if method in METHODS
    ]
    return sorted(found, key=lambda one: (one.needs_token, one.path))


def shapes(of: list[Operation]) -> list[Shape]:
    """What the rows of these operations look like, with what stands inside them."""
    schemas = described(get_language() or "vi")["components"]["schemas"]
    wanted = [name for one in of for name in (one.takes, one.shape) if name]
    names = list(dict.fromkeys(inner for name in wanted for inner in _inside(name, schemas)))
    sent = {one.takes for one in of}
    shapes = []
    for name in names:
        needed = schemas[name].get("required", []) if name in sent else []
        fields = schemas[name]["properties"].items()
        shapes.append(
            Shape(name, [_field(key, one, schemas, key in needed) for key, one in fields])
        )
    return shapes


def _operation(path: str, method: str, one: dict[str, Any], schema: dict[str, Any]) -> Operation:
    answers = [answer for code, answer in one["responses"].items() if code.startswith("2")]
    content = next(iter(answers[0]["content"].values()))["schema"] if answers else {}
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    parameters = [
        {
            "name": parameter["name"],
            "about": parameter.get("description", ""),
            "values": parameter["schema"].get("enum", []),
            "kind": _kind(parameter["schema"]),
        }
        for parameter in one.get("parameters", [])
        if parameter["in"] == "query"
    ]
    return Operation(
        method.upper(),
        path,
        one.get("description", ""),
        parameters,
        _row(_name(content), schema["components"]["schemas"]),
        _name(body.get("schema", {})),
        {} not in one.get("security", [{}]),
    )


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _row(name: str, schemas: dict[str, Any]) -> str:
    """Of a page the shape of its rows."""
    rows = schemas.get(name, {}).get("properties", {}).get("results", {}).get("items")
    return _name(rows) if rows else name


def _inside(name: str, schemas: dict[str, Any]) -> Iterator[str]:
    yield name
    for field in schemas[name]["properties"].values():
        inner = _inner(field)
        if inner and "properties" in schemas[inner]:
            yield from _inside(inner, schemas)


def _inner(field: dict[str, Any]) -> str:
    one = field.get("items", field)
    return _name(one) or next((_name(part) for part in one.get("allOf", [])), "")


def _field(name: str, field: dict[str, Any], schemas: dict[str, Any], is_needed: bool) -> Field:
    inner = _inner(field)
    values = schemas[inner].get("enum", []) if inner else field.get("enum", [])
    kind = inner if inner and "properties" in schemas[inner] else _kind(schemas.get(inner, field))
    if field.get("type") == "array":
        kind = _("list of %(kind)s") % {"kind": kind if inner else _kind(field["items"])}
    about = field.get("description") or field.get("title", "")
    if values:  # the library appends them to the words; they stand beside it
        words = about.partition("\n\n* `")[0]
        about = "" if words.startswith("* `") else words
        about = about or field.get("title", "")
    return Field(name, kind, about, values, is_needed)


def _kind(schema: dict[str, Any]) -> str:
    kinds = {
        "string": _("text"),
        "integer": _("whole number"),
        "number": _("decimal number"),
        "boolean": _("true or false"),
        "date": _("day"),
        "date-time": _("instant"),
    }
    return kinds.get(schema.get("format", ""), kinds.get(schema.get("type", ""), _("any JSON")))
