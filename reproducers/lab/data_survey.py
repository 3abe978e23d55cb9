"""What a file of rows is: which column is what, which labels are which, and what it is a sample of."""

import hashlib
from pathlib import Path

from claims.errors import DataError
from claims.records import Model, Pair, Slice
from reproducers.lab import senses
from reproducers.lab.ask import SurveyOrder
from reproducers.lab.labels import Matched, match_labels
from reproducers.lab.origin import origin_of
from reproducers.lab.rows import keep
from reproducers.lab.sheet import Sheet, read_sheet

_CLASSIFIERS = ("text-classification", "tabular-classification")
_DATA = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")


def find_data(path: Path) -> Path:
    """The file of rows: the path itself, or the only such file in the folder."""
    if path.is_file():
        return path
    if not path.is_dir():
        raise DataError(f"There is no {path}.", "Give the path of a CSV, TSV, JSONL or Parquet file.")
    found = sorted(p for p in path.iterdir() if p.suffix in _DATA and p.name != "datapackage.json")
    if len(found) == 1:
        return found[0]
    names = ", ".join(p.name for p in found[:10])
    says = (
        f"{path.name} holds {len(found)} files of rows: {names}."
        if found
        else f"{path.name} holds no file of rows."
    )
    raise DataError(says, "Give --data the path of one.")


def survey_rows(order: SurveyOrder, data: Path, model: Model | None) -> Slice:
    """The slice of a file of rows for that model; raises DataError where it cannot answer any question."""
    sheet = read_sheet(data)
    classifies = model is not None and model.refused is None and model.task in _CLASSIFIERS
    tabular = model is not None and model.task == "tabular-classification"
    columns = _columns(order, sheet, data.name, tabular=tabular)
    return understood(order, data, sheet, columns, model.labels if model and classifies else None)


def understood(
    order: SurveyOrder, data: Path, sheet: Sheet, columns: tuple[Pair, ...], outputs: tuple[str, ...] | None
) -> Slice:
    """The slice of a sheet whose columns are known; outputs None: there is nothing to match labels with."""
    rows, missing = keep(sheet, columns, most=order.max_rows, seed=order.seed)
    if not rows:
        raise DataError(f"No row of {data.name} has both a text and a label.", "Fill the empty cells.")
    matched = Matched((), (), "")
    label = next((pair.value for pair in columns if pair.name == "label"), None)
    if label is not None and outputs is not None:
        seen = sorted({(sheet.columns[label][i] or "").strip() for i in rows})
        matched = match_labels(seen, outputs)
    origin, drawn = origin_of(data, order.of_dataset), len(rows) < sheet.rows - missing
    said = ", ".join(f"{pair.value!r} is the {pair.name}" for pair in columns if pair.name != "feature")
    notes = [f"Columns: {said}."] + ([matched.note] if matched.note else []) + [*sheet.notes, *origin.notes]
    return Slice(
        name=data.name,
        sha256=hashlib.sha256(data.read_bytes()).hexdigest(),
        rows=len(rows),
        missing=missing,
        columns=columns,
        labels=matched.pairs,
        unmatched=matched.unmatched,
        seed=order.seed if drawn else None,
        of_dataset=origin.dataset,
        split=origin.split,
        complete=origin.complete and not drawn and not missing,
        notes=tuple(notes),
    )


def _columns(order: SurveyOrder, sheet: Sheet, file: str, *, tabular: bool) -> tuple[Pair, ...]:
    """Role to column; raises DataError where the label or the input cannot be told."""
    given = order.columns
    found = {"id": senses.role_of(sheet.columns, "id", given, file)}
    found["label"] = senses.role_of(sheet.columns, "label", given, file)
    if found["label"] is None:
        says = f"No column of {file} looks like the label; it has {', '.join(list(sheet.columns)[:20])}."
        raise DataError(says, "Say which it is: --columns label=….")
    if tabular:
        return pairs_of(found) + tuple(Pair(name="feature", value=c) for c in _features(order, sheet, found))
    rest = [c for c in sheet.columns if c not in (found["id"], found["label"])]
    found["text"] = senses.role_of(sheet.columns, "text", given + pairs_of(found), file) or (
        rest[0] if len(rest) == 1 else None
    )
    if found["text"] is None:
        says = f"No column of {file} looks like the text; it has {', '.join(list(sheet.columns)[:20])}."
        raise DataError(says, "Say which it is: --columns text=….")
    found["text_pair"] = senses.partner(sheet.columns, found["text"], given, file)
    return pairs_of(found)


def _features(order: SurveyOrder, sheet: Sheet, found: dict[str, str | None]) -> list[str]:
    named = [pair.value for pair in order.columns if pair.name == "feature"]
    return named or [c for c in sheet.columns if c not in found.values()]


def pairs_of(found: dict[str, str | None]) -> tuple[Pair, ...]:
    """Role to column, for the roles that a column was found for."""
    return tuple(Pair(name=role, value=column) for role, column in found.items() if column is not None)
