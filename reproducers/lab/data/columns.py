"""Assigns columns to the roles of a model's task, by name first, then by content."""

from collections.abc import Iterator
from pathlib import Path

from claims.errors import DataError, ReadError
from claims.records import Model, Pair
from reproducers.lab.data import column_content, column_names
from reproducers.lab.data.references import is_reference
from reproducers.lab.data.table_file import DataTable
from reproducers.lab.data.task_roles import TABULAR, is_classified, roles_of
from reproducers.lab.files.json_file import read_table
from reproducers.lab.files.onnx_graph import read_graph

Given = tuple[Pair, ...]
_SCORED_WITH = ("label", "answers", "target", "tags", "objects", "text_pair")
"""Roles that a model is scored with and can be run without."""
Assigned = tuple[tuple[Pair, ...], tuple[str, ...]]
"""Role to column, and notes."""


def columns_of(
    given: Given,
    table: DataTable,
    file: str,
    model: Model | None,
    root: Path | None,
    *,
    inputs_only: bool = False,
) -> Assigned:
    """Role to column for the model's task; raises DataError where a needed one cannot be found.

    With `inputs_only` nothing is scored, and truths and second texts are taken only where they can be told.
    """
    task = model.task if model is not None and (model.refused is None or is_classified(model.task)) else None
    wanted = roles_of(task)
    vocabulary = model.labels if model is not None and wanted.classes else ()
    notes: list[str] = []
    assigned: dict[str, str | None] = {"id": column_names.role_of(table.columns, "id", given, file)}
    for role in wanted.needed:
        taken = (*given, *pairs_of(assigned))
        try:
            choice = _needed(role, table, taken, file, numeric=wanted.numeric, vocabulary=vocabulary)
        except DataError:
            if not inputs_only or role not in _SCORED_WITH:
                raise
            continue
        assigned[role] = choice.column
        notes += [choice.note] if choice.note else []
    for role in wanted.optional:
        assigned[role] = _optional(role, table, given, assigned, file)
    if task in TABULAR:
        features, note = _features(given, table, assigned, model, root)
        return pairs_of(assigned) + tuple(Pair(name="feature", value=c) for c in features), (*notes, *note)
    return pairs_of(assigned), tuple(notes)


def pairs_of(assigned: dict[str, str | None]) -> tuple[Pair, ...]:
    """Role to column, for the roles that a column was found for."""
    return tuple(Pair(name=role, value=column) for role, column in assigned.items() if column is not None)


def _needed(
    role: str, table: DataTable, taken: Given, file: str, *, numeric: bool, vocabulary: tuple[str, ...]
) -> column_content.ColumnChoice:
    if role == "label" and numeric:
        return _number(table, taken, file)
    if role == "label":
        return column_content.label_column(table, taken, file, vocabulary)
    couple = column_names.known_pair(table.columns) if numeric else None
    if couple and role in ("text", "text_pair") and not any(pair.name == role for pair in taken):
        return column_content.ColumnChoice(couple[role == "text_pair"])
    if role in ("tags", "answers", "target", "objects", "image", "audio", "question", "context", "tokens"):
        return _first(role, table, taken, file)
    return column_content.text_column(table, taken, file, role)


def _number(table: DataTable, taken: Given, file: str) -> column_content.ColumnChoice:
    """The column of true numbers: as told, else the one numeric column of such a name."""
    if any(pair.name == "label" for pair in taken):
        return column_content.ColumnChoice(column_names.role_of(table.columns, "label", taken, file) or "")
    used = {pair.value for pair in taken}
    numeric = [c for c in table.columns if c not in used and column_content.is_numeric(table.columns[c])]
    named = column_names.candidates(numeric, "score")
    if len(named) == 1 or (len(numeric) == 1 and not named):
        return column_content.ColumnChoice((named or numeric)[0])
    listed = ", ".join(repr(c) for c in (named or numeric)[:10]) or "none"
    says = f"The column of true numbers cannot be told in {file}: it could be {listed}."
    raise DataError(says, "Say which it is: --columns label=….")


def _first(role: str, table: DataTable, taken: Given, file: str) -> column_content.ColumnChoice:
    """The first column, in the order of the role's usual names, that is there."""
    if any(pair.name == role for pair in taken):
        return column_content.ColumnChoice(column_names.role_of(table.columns, role, taken, file) or "")
    used = {pair.value for pair in taken}
    rest = [c for c in table.columns if c not in used]
    ranked = column_names.ranked(rest, role)
    if ranked:
        return column_content.ColumnChoice(ranked[0])
    if len(rest) == 1:
        return column_content.ColumnChoice(rest[0])
    raise column_content.no_such_column(table, role, file)


def _optional(
    role: str, table: DataTable, given: Given, assigned: dict[str, str | None], file: str
) -> str | None:
    if role == "text_pair":
        return column_names.partner(table.columns, assigned.get("text"), given, file)
    if any(pair.name == role for pair in given):
        return column_names.role_of(table.columns, role, given, file)
    used = {*assigned.values(), *(pair.value for pair in given)}
    if role == "label":  # a number that rates a pair, or the place of the right choice
        sense = "answer" if assigned.get("choices") else "score"
        fitting = [c for c in column_names.ranked(table.columns, sense) if c not in used]
        return next(
            (c for c in fitting if sense == "answer" or column_content.is_numeric(table.columns[c])), None
        )
    return next((c for c in column_names.ranked(table.columns, role) if c not in used), None)


def _features(
    given: Given, table: DataTable, assigned: dict[str, str | None], model: Model | None, root: Path | None
) -> tuple[list[str], tuple[str, ...]]:
    """The columns of inputs: as told, else as the model's own files list them, else all that are left over.

    Where the model takes one block of numbers and exactly as many columns are numbers, words are left out.
    """
    named = [pair.value for pair in given if pair.name == "feature"]
    rest = [c for c in table.columns if c not in assigned.values()]
    if named or model is None or root is None or model.refused is not None:
        return named or rest, ()
    for source, listed in _input_lists(root):
        plain = {c.casefold().strip(): c for c in table.columns}
        columns = [plain.get(feature.casefold().strip(), "") for feature in listed]
        if columns and all(columns):
            return columns, (f"The inputs are in the order of {source}.",)
    width = _width(model, root)
    numeric = [c for c in rest if column_content.is_numeric(table.columns[c])]
    if width and len(rest) != width and len(numeric) > width:
        numeric = [c for c in numeric if not is_reference(c, table.columns[c])]
    if width and len(rest) != width == len(numeric):
        left = ", ".join(repr(c) for c in rest if c not in numeric)
        return numeric, (f"{left} left out: the model takes {width} numbers.",)
    return rest, ()


def _input_lists(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Lists of the inputs' names in the model's settings."""
    for file in (
        "config.json",
        "feature_names.json",
        "features.json",
        "metadata.json",
        "preprocessor_config.json",
    ):
        try:
            settings = read_table(root / file)
        except ReadError:
            continue
        for key in ("feature_names", "feature_names_in_", "features", "feature_columns", "columns", "inputs"):
            value = settings.get(key)
            if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
                yield f"{key} in {file}", [str(item) for item in value]


def _width(model: Model, root: Path) -> int:
    """How many numbers a row of an ONNX model's only input has; 0 where that is open."""
    if model.format != "onnx" or not model.weights:
        return 0
    inputs = read_graph(root / model.weights[0], root).inputs
    return inputs[0].shape[1] if len(inputs) == 1 and len(inputs[0].shape) == 2 else 0
