"""JSON Schemas of what is printed, generated from the shapes themselves."""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from itertools import pairwise

from pydantic import JsonValue

from claims.records import Record
from claims.records.forecast import CostForecast
from claims.records.system_comparison import SystemComparison
from reports.views.dossier_json import PrintedDossier
from reports.views.extract_json import Extract

PRINTED: dict[str, type[Record]] = {
    "comparison.schema.json": SystemComparison,
    "dossier.schema.json": PrintedDossier,
    "extract.schema.json": Extract,
    "forecast.schema.json": CostForecast,
}
"""File name to shape."""


def schemas() -> dict[str, bytes]:
    """Every schema by the name of its file, as JSON Schema 2020-12."""
    return {name: _schema(shape) for name, shape in PRINTED.items()}


def _schema(shape: type[Record]) -> bytes:
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    body = draft | shape.model_json_schema(mode="serialization", by_alias=True)
    known = {record.__name__: record for record in _records(Record)}
    described = [
        (shape, body),
        *((known[name], part) for name, part in body["$defs"].items() if name in known),
    ]
    for record, part in described:
        _describe(record, part.get("properties", {}))
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def _records(record: type[Record]) -> Iterator[type[Record]]:
    """All kinds of records that are known, the more general first."""
    for kind in record.__subclasses__():
        yield kind
        yield from _records(kind)


def _describe(record: type[Record], properties: dict[str, dict[str, JsonValue]]) -> None:
    """Give every property the docstring of its field.

    pydantic would do this by itself where records are defined, by reading every source file again in every process:
    a third of the time that the records take to import.
    """
    docs: dict[str, str] = {}
    for kind in reversed(record.__mro__):
        if issubclass(kind, Record) and kind is not Record:
            docs |= _docstrings(kind)
    for name, field in record.model_fields.items():
        property_of = properties.get(field.serialization_alias or field.alias or name)
        if property_of is not None and name in docs:
            described = sorted({**property_of, "description": docs[name]}.items())
            property_of.clear()
            property_of.update(described)


def _docstrings(record: type[Record]) -> dict[str, str]:
    """The strings that stand below the fields of a record, by the fields' names."""
    body = ast.parse(textwrap.dedent(inspect.getsource(record))).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - it is the source of a class
    return {
        field.target.id: inspect.cleandoc(below.value.value)
        for field, below in pairwise(body.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
