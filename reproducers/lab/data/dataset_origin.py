"""Names the data set that a file of rows is a sample of, where an option or datapackage.json says it."""

from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from claims.errors import ReadError
from reproducers.lab.files.json_file import read_table


class DatasetOrigin(NamedTuple):
    """The data set and split that the rows are said to be of."""

    dataset: str | None
    split: str | None
    complete: bool
    notes: tuple[str, ...]


def origin_of(data: Path, given: str | None) -> DatasetOrigin:
    """--of-dataset, else the datapackage.json beside the file; a file's name alone is only a hint in the notes."""
    package, unread = _package(data.parent)
    split, complete = _text(package.get("split")), package.get("complete") is True
    if given:
        return DatasetOrigin(
            given, split, complete, (*unread, f"The data set is {given}, as --of-dataset says.")
        )
    above = package.get("of")
    described = above if isinstance(above, dict) else package
    name = _text(described.get("title")) or _text(described.get("name"))
    if name and _about(package, data.name):
        key = _text(described.get("name")) or name
        return DatasetOrigin(
            key, split, complete, (*unread, f"datapackage.json says that the rows are of {name}.")
        )
    hint = f"Nothing says which data set {data.name} is of; its name and folder ({data.parent.name}) are no proof."
    return DatasetOrigin(None, None, False, (*unread, hint))


def _package(folder: Path) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    try:
        return read_table(folder / "datapackage.json"), ()
    except ReadError as error:
        return {}, (f"datapackage.json was left unread: {error.says}",)


def _about(package: dict[str, JsonValue], file: str) -> bool:
    """Whether the package speaks of this file: it lists it, or lists nothing."""
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        return True
    paths = [part.get("path") for part in resources if isinstance(part, dict)]
    return any(isinstance(path, str) and Path(path).name == file for path in paths)


def _text(value: JsonValue) -> str | None:
    return value.strip()[:200] or None if isinstance(value, str) else None
