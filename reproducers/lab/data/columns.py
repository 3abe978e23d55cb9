"""Which column of a sheet plays which role for a model's task, with a note where content had to decide."""

from collections.abc import Iterator
from pathlib import Path

from claims.errors import DataError, ReadError
from claims.records import Model, Pair
from reproducers.lab.data import column_content, column_names
from reproducers.lab.data.table_file import Sheet
from reproducers.lab.data.task_roles import TABULAR, wanted_by
from reproducers.lab.files.json_file import read_table
from reproducers.lab.files.onnx_graph import read_graph

Given = tuple[Pair, ...]
Found = tuple[tuple[Pair, ...], tuple[str, ...]]
"""Role to column, and notes."""


def columns_of(given: Given, sheet: Sheet, file: str, model: Model | None, root: Path | None) -> Found:
    """Role to column for the model's task; raises DataError where a needed one cannot be told."""
    task = model.task if model is not None and model.refused is None else None
    wanted = wanted_by(task)
    vocabulary = model.labels if model is not None and wanted.classes else ()
    notes: list[str] = []
    found: dict[str, str | None] = {"id": column_names.role_of(sheet.columns, "id", given, file)}
    for role in wanted.needed:
        taken = (*given, *pairs_of(found))
        choice = _needed(role, sheet, taken, file, numeric=wanted.numeric, vocabulary=vocabulary)
        found[role] = choice.column
        notes += [choice.note] if choice.note else []
    for role in wanted.optional:
        found[role] = _optional(role, sheet, given, found, file)
    if task in TABULAR:
        features, note = _features(given, sheet, found, model, root)
        return pairs_of(found) + tuple(Pair(name="feature", value=c) for c in features), (*notes, *note)
    return pairs_of(found), tuple(notes)


def pairs_of(found: dict[str, str | None]) -> tuple[Pair, ...]:
    """Role to column, for the roles that a column was found for."""
    return tuple(Pair(name=role, value=column) for role, column in found.items() if column is not None)


def _needed(
    role: str, sheet: Sheet, taken: Given, file: str, *, numeric: bool, vocabulary: tuple[str, ...]
) -> column_content.Choice:
    if role == "label" and numeric:
        return _number(sheet, taken, file)
    if role == "label":
        return column_content.label_column(sheet, taken, file, vocabulary)
    couple = column_names.couple(sheet.columns) if numeric else None
    if couple and role in ("text", "text_pair") and not any(pair.name == role for pair in taken):
        return column_content.Choice(couple[role == "text_pair"])
    if role in ("tags", "answers", "target", "objects", "image", "audio", "question", "context", "tokens"):
        return _first(role, sheet, taken, file)
    return column_content.text_column(sheet, taken, file, role)


def _number(sheet: Sheet, taken: Given, file: str) -> column_content.Choice:
    """The column of true numbers: as told, else the one numeric column of such a name."""
    if any(pair.name == "label" for pair in taken):
        return column_content.Choice(column_names.role_of(sheet.columns, "label", taken, file) or "")
    used = {pair.value for pair in taken}
    numeric = [c for c in sheet.columns if c not in used and column_content.is_numeric(sheet.columns[c])]
    named = column_names.candidates(numeric, "score")
    if len(named) == 1 or (len(numeric) == 1 and not named):
        return column_content.Choice((named or numeric)[0])
    listed = ", ".join(repr(c) for c in (named or numeric)[:10]) or "none"
    says = f"The column of true numbers cannot be told in {file}: it could be {listed}."
    raise DataError(says, "Say which it is: --columns label=….")


def _first(role: str, sheet: Sheet, taken: Given, file: str) -> column_content.Choice:
    """The first column, in the order of the role's usual names, that is there."""
    if any(pair.name == role for pair in taken):
        return column_content.Choice(column_names.role_of(sheet.columns, role, taken, file) or "")
    used = {pair.value for pair in taken}
    rest = [c for c in sheet.columns if c not in used]
    ranked = column_names.ranked(rest, role)
    if ranked:
        return column_content.Choice(ranked[0])
    if len(rest) == 1:
        return column_content.Choice(rest[0])
    says = f"No column of {file} looks like the {role}; it has {', '.join(list(sheet.columns)[:20])}."
    raise DataError(says, f"Say which it is: --columns {role}=….")


def _optional(role: str, sheet: Sheet, given: Given, found: dict[str, str | None], file: str) -> str | None:
    if role == "text_pair":
        return column_names.partner(sheet.columns, found.get("text"), given, file)
    if any(pair.name == role for pair in given):
        return column_names.role_of(sheet.columns, role, given, file)
    used = {*found.values(), *(pair.value for pair in given)}
    if role == "label":  # a number that rates a pair, or the place of the right choice
        sense = "answer" if found.get("choices") else "score"
        fitting = [c for c in column_names.ranked(sheet.columns, sense) if c not in used]
        return next(
            (c for c in fitting if sense == "answer" or column_content.is_numeric(sheet.columns[c])), None
        )
    return next((c for c in column_names.ranked(sheet.columns, role) if c not in used), None)


def _features(
    given: Given, sheet: Sheet, found: dict[str, str | None], model: Model | None, root: Path | None
) -> tuple[list[str], tuple[str, ...]]:
    """The columns of inputs: as told, else as the model's own files list them, else all that are left over.

    Where the model takes one block of numbers and exactly as many columns are numbers, words are left out.
    """
    named = [pair.value for pair in given if pair.name == "feature"]
    rest = [c for c in sheet.columns if c not in found.values()]
    if named or model is None or root is None:
        return named or rest, ()
    for source, listed in _listed(root):
        plain = {c.casefold().strip(): c for c in sheet.columns}
        columns = [plain.get(one.casefold().strip(), "") for one in listed]
        if columns and all(columns):
            return columns, (f"The inputs are in the order of {source}.",)
    width = _width(model, root)
    numeric = [c for c in rest if column_content.is_numeric(sheet.columns[c])]
    if width and len(rest) != width == len(numeric):
        left = ", ".join(repr(c) for c in rest if c not in numeric)
        return numeric, (f"{left} left out: the model takes {width} numbers.",)
    return rest, ()


def _listed(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Lists of the inputs' names in the model's settings."""
    for file in (
        "config.json",
        "feature_names.json",
        "features.json",
        "metadata.json",
        "preprocessor_config.json",
    ):
        try:
            said = read_table(root / file)
        except ReadError:
            continue
        for key in ("feature_names", "feature_names_in_", "features", "feature_columns", "columns", "inputs"):
            value = said.get(key)
            if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
                yield f"{key} in {file}", [str(one) for one in value]


def _width(model: Model, root: Path) -> int:
    """How many numbers a row of an ONNX model's only input has; 0 where that is open."""
    if model.format != "onnx" or not model.weights:
        return 0
    inputs = read_graph(root / model.weights[0], root).inputs
    return inputs[0].shape[1] if len(inputs) == 1 and len(inputs[0].shape) == 2 else 0
