"""What a file of rows is: which column is what, which labels are which, and what it is a sample of."""

from collections import Counter
from pathlib import Path

from claims.errors import DataError
from claims.records import Model, Pair, Slice
from reproducers.lab.data.columns import columns_of
from reproducers.lab.data.contamination import ShippedRows, shipped_rows
from reproducers.lab.data.dataset_origin import origin_of
from reproducers.lab.data.label_leak import leak_in_columns, leak_in_texts
from reproducers.lab.data.label_match import LabelMatch, match_labels
from reproducers.lab.data.media_folder import digest_of, is_media_folder
from reproducers.lab.data.rows import choose_rows
from reproducers.lab.data.table_file import DataTable, read_data_table
from reproducers.lab.data.task_roles import roles_of
from reproducers.lab.orders import SurveyOrder
from reproducers.lab.survey.library_survey import feature_pairs

_DATA = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".arrow", ".conll")
_FEWEST = 20  # clean rows; fewer say nothing where the rest are the repository's own


def find_data(path: Path) -> Path:
    """The file of rows: the path itself, or the only such file in the folder, or a folder of images or sounds."""
    if path.is_file():
        return path
    if not path.is_dir():
        raise DataError(f"There is no {path}.", "Give the path of a CSV, TSV, JSONL or Parquet file.")
    files = sorted(p for p in path.iterdir() if p.suffix in _DATA and p.name != "datapackage.json")
    if len(files) == 1:
        return files[0]
    if not files and is_media_folder(path):
        return path
    names = ", ".join(p.name for p in files[:10])
    says = (
        f"{path.name} holds {len(files)} files of rows: {names}."
        if files
        else f"{path.name} holds no file of rows."
    )
    raise DataError(says, "Give --data the path of one.")


def survey_rows(order: SurveyOrder, data: Path, model: Model | None) -> Slice:
    """The slice of a file of rows for that model.

    Where columns or labels cannot be told, a slice without columns that says so: what needs no rows is measured all
    the same. Raises DataError where --columns is wrong, where there is no model, or where there are no rows.
    """
    table = read_data_table(data)
    root = Path(order.model_root) if order.model_root else None
    opened = model if model is not None and model.refused is None else None
    wanted = roles_of(opened.task if opened else None)
    try:
        given, ordered = feature_pairs(order.columns, table, model, root)
        columns, notes = columns_of(given, table, data.name, model, root, inputs_only=order.inputs_only)
        notes = (*notes, ordered) if ordered else notes
        outputs = opened.labels if opened and wanted.classes and not order.inputs_only else None
        return slice_of(order, data, table, columns, outputs, notes=notes, root=root)
    except DataError as error:
        if model is None or order.columns:
            raise
        return Slice(name=data.name, sha256=digest_of(data), rows=table.rows, notes=(str(error),))


def slice_of(
    order: SurveyOrder,
    data: Path,
    table: DataTable,
    columns: tuple[Pair, ...],
    outputs: tuple[str, ...] | None,
    *,
    notes: tuple[str, ...] = (),
    root: Path | None = None,
    vendor: Path | None = None,
) -> Slice:
    """The slice of a table whose columns are known; outputs None: there is nothing to match labels with.

    `vendor` is the folder in which no description is believed: the model's own, where none is given.
    """
    others = tuple(f for f in order.files if root and (root / f.path).resolve() != data.resolve())
    shipped = shipped_rows(root, others, table, columns, order.unread) if root else ShippedRows()
    left_out = shipped.rows
    if len(others) < len(order.files):
        notes = (*notes, f"{data.name} lies in the model's own folder: its makers may have seen it.")
    rows, missing = choose_rows(table, columns, most=order.max_rows, seed=order.seed, but=left_out)
    if not rows and not left_out:
        raise DataError(f"No row of {data.name} has both a text and a label.", "Fill the empty cells.")
    if left_out and len(rows) < _FEWEST:
        return _all_shipped(data, table, shipped)
    matched = _matched(table, columns, outputs, rows)
    origin = origin_of(data, order.of_dataset, table.rows, vendor=vendor or root)
    drawn = len(rows) < table.rows - missing - len(left_out)
    assigned = ", ".join(f"{pair.value!r} is the {pair.name}" for pair in columns if pair.name != "feature")
    leak = _leak(table, columns, rows)
    remarks = [f"Columns: {assigned}.", *notes, matched.note, *_repeats(table, columns, rows), leak]
    remarks += [_shipped(shipped, table.rows, data.name)] if left_out else []
    return Slice(
        name=data.name,
        sha256=digest_of(data),
        rows=len(rows),
        missing=missing,
        left_out=left_out,
        unread=shipped.unread,
        columns=columns,
        labels=matched.pairs,
        unmatched=matched.unmatched,
        seed=order.seed if drawn else None,
        of_dataset=origin.dataset,
        said_by_user=origin.said_by_user,
        split=origin.split,
        leak=leak or None,
        complete=origin.complete and not drawn and not missing and not left_out,
        notes=tuple(note for note in (*remarks, *table.notes, *origin.notes) if note),
    )


def _matched(
    table: DataTable, columns: tuple[Pair, ...], outputs: tuple[str, ...] | None, rows: list[int]
) -> LabelMatch:
    """Which label of the rows is which output; nothing where there are none to match."""
    label = next((pair.value for pair in columns if pair.name == "label"), None)
    if label is None or outputs is None:
        return LabelMatch((), (), "")
    return match_labels(sorted({(table.columns[label][i] or "").strip() for i in rows}), outputs)


def _leak(table: DataTable, columns: tuple[Pair, ...], rows: list[int]) -> str:
    """The note that the label of each row stands in its own input, or ""."""
    by_role = {pair.name: table.columns[pair.value] for pair in columns}
    if "label" not in by_role:
        return ""
    labels = [(by_role["label"][i] or "").strip() for i in rows]
    if "text" in by_role:
        return leak_in_texts([by_role["text"][i] or "" for i in rows], labels)
    features = [pair.value for pair in columns if pair.name == "feature"]
    return leak_in_columns({name: tuple(table.columns[name][i] for i in rows) for name in features}, labels)


def _shipped(shipped: ShippedRows, rows: int, name: str) -> str:
    count, listed = len(shipped.rows), ", ".join(shipped.files[:5])
    return f"{count:,} of the {rows:,} rows of {name} are in the model's own repository ({listed}) and are left out."


def _all_shipped(data: Path, table: DataTable, shipped: ShippedRows) -> Slice:
    """A slice without columns, since next to nothing of it is new to the model."""
    says = f"{_shipped(shipped, table.rows, data.name)} Too few are left: bring rows of your own."
    return Slice(
        name=data.name,
        sha256=digest_of(data),
        rows=0,
        left_out=shipped.rows,
        unread=shipped.unread,
        notes=(says,),
    )


def _repeats(table: DataTable, columns: tuple[Pair, ...], rows: list[int]) -> list[str]:
    """The note on inputs that occur more than once."""
    names = [
        p.value for p in columns if p.name not in ("label", "id", "target", "tags", "answers", "objects")
    ]
    if not names:
        return []
    times = Counter(tuple(table.columns[name][i] for name in names) for i in rows)
    again = len(rows) - len(times)
    return [f"{again:,} of the {len(rows):,} inputs are copies of others."] if again else []
