"""JSON Schemas of what is printed, generated from the shapes themselves."""

import json

from claims.records import Record
from reports.views.dossier_json import PrintedDossier
from reports.views.extract_json import Extract

PRINTED: dict[str, type[Record]] = {"extract.schema.json": Extract, "dossier.schema.json": PrintedDossier}
"""File name to shape."""


def schemas() -> dict[str, bytes]:
    """Every schema by the name of its file, as JSON Schema 2020-12."""
    return {name: _schema(shape) for name, shape in PRINTED.items()}


def _schema(shape: type[Record]) -> bytes:
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    body = draft | shape.model_json_schema(mode="serialization", by_alias=True)
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()
