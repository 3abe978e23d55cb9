"""Names the data set that a file of rows is a sample of, where an option or datapackage.json says it."""

from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from claims import catalog
from claims.errors import ReadError
from reproducers.lab.files.json_file import read_table

_FEWEST = 100  # rows below which a split is complete only where the catalog knows its size


class DatasetOrigin(NamedTuple):
    """The data set and split that the rows are said to be of."""

    dataset: str | None
    split: str | None
    complete: bool
    notes: tuple[str, ...]
    said_by_user: bool = False


def origin_of(data: Path, given: str | None, rows: int, vendor: Path | None = None) -> DatasetOrigin:
    """--of-dataset, else the datapackage.json beside the file; a file's name alone is only a hint in the notes.

    A description in the vendor's own folder is no word of whoever asks, and "complete" is believed of no description
    whose own or whose catalogued size is another than the rows at hand.
    """
    package, unread = _package(data.parent)
    if vendor is not None and data.resolve().is_relative_to(vendor.resolve()):
        says = f"{data.name} lies in the model's own folder: what is described there does not make it the claimed data."
        notes = (*unread, *([says] if package else []), *([] if given is None else [_given(given)]))
        return DatasetOrigin(given, None, False, notes, said_by_user=given is not None)
    split = _text(package.get("split"))
    if given:
        complete, doubts = _complete(package, given, split, rows)
        return DatasetOrigin(given, split, complete, (*unread, _given(given), *doubts), said_by_user=True)
    above = package.get("of")
    described = above if isinstance(above, dict) else package
    name = _text(described.get("title")) or _text(described.get("name"))
    if name and _covers_file(package, data.name):
        key = _text(described.get("name")) or name
        complete, doubts = _complete(package, key, split, rows)
        says = f"datapackage.json says that the rows are of {name}."
        return DatasetOrigin(key, split, complete, (*unread, says, *doubts))
    hint = f"Nothing says which data set {data.name} is of; its name and folder ({data.parent.name}) are no proof."
    return DatasetOrigin(None, None, False, (*unread, hint))


def _given(name: str) -> str:
    return f"The data set is {name}, as --of-dataset says."


def _complete(
    package: dict[str, JsonValue], dataset: str, split: str | None, rows: int
) -> tuple[bool, tuple[str, ...]]:
    """Whether the rows are the whole split, and why not where the description says so and the sizes do not."""
    if package.get("complete") is not True:
        return False, ()
    for size, source in (
        (_stated_size(package), "the description itself"),
        (_known_size(dataset, split), "the catalog"),
    ):
        if size is not None and size != rows:
            return False, (
                f"The rows are called complete, but {source} gives the split {size:,} rows, and there are {rows:,}.",
            )
    if _stated_size(package) is None and _known_size(dataset, split) is None:
        return False, ("The rows are called complete, but nothing says how many rows the split has.",)
    if rows < _FEWEST and _known_size(dataset, split) is None:
        return False, (
            f"The rows are called complete; of {rows:,} rows that is believed only where the catalog says so.",
        )
    return True, ()


def _stated_size(package: dict[str, JsonValue]) -> int | None:
    """The rows of the whole split, as the description counts them."""
    above = package.get("of")
    sizes = [part.get("rows") for part in (above, package) if isinstance(part, dict)]
    return next((size for size in sizes if isinstance(size, int) and not isinstance(size, bool)), None)


def _known_size(dataset: str, split: str | None) -> int | None:
    """The rows of the split in the catalog of benchmarks."""
    known = catalog.benchmark(dataset)
    if known is None or split is None:
        return None
    names = {"validation": known.n_validation, "test": known.n_test}
    return next((size for name, size in names.items() if catalog.same_dataset(name, split)), None)


def _package(folder: Path) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    try:
        return read_table(folder / "datapackage.json"), ()
    except ReadError as error:
        return {}, (f"datapackage.json was left unread: {error.says}",)


def _covers_file(package: dict[str, JsonValue], file: str) -> bool:
    """Whether the package speaks of this file: it lists it, or lists nothing."""
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        return True
    paths = [part.get("path") for part in resources if isinstance(part, dict)]
    return any(isinstance(path, str) and Path(path).name == file for path in paths)


def _text(value: JsonValue) -> str | None:
    return value.strip()[:200] or None if isinstance(value, str) else None
