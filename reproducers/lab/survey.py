"""What the model and the data are: decided from their content in an isolated child, with nothing run."""

import hashlib
from pathlib import Path

from claims.errors import DataError, ReadError, UsageError
from claims.records import Model, Pair, Slice
from reproducers import Refusal
from reproducers.lab import senses
from reproducers.lab.ask import Survey, SurveyOrder
from reproducers.lab.config import Config, read_config
from reproducers.lab.foreign_code import remote_code
from reproducers.lab.labels import Matched, match_labels
from reproducers.lab.onnx_graph import Graph, read_graph
from reproducers.lab.origin import origin_of
from reproducers.lab.plausible import implausible
from reproducers.lab.rows import keep
from reproducers.lab.sheet import Sheet, read_sheet
from reproducers.lab.weights import Weights, find_weights

_DATA = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
_ANSWERS = ("id", "output", "label", "latency", "price")
_VOCABULARY = 1000  # distinct outputs above which they are free text and no labels


def answer(request: bytes) -> bytes:
    """The survey that an order asks for; both are records as bytes."""
    return survey(SurveyOrder.from_bytes(request)).to_bytes()


def survey(order: SurveyOrder) -> Survey:
    """Look at the model and the data; raises DataError where the data cannot answer any question."""
    for pair in order.columns:
        if not senses.known_role(pair.name):
            roles = ", ".join([*senses.SENSES, "feature"])
            raise UsageError(f"--columns knows no role {pair.name!r}.", f"The roles are {roles}.")
    if order.predictions:
        return _of_predictions(order, Path(order.predictions))
    model = survey_model(order) if order.model_root else None
    if order.data is None:
        return Survey(model=model)
    data = find_data(Path(order.data))
    return Survey(model=model, slice=_slice(order, data, model), data=str(data))


def survey_model(order: SurveyOrder) -> Model:
    """What the model's files say, and the refusal where it must not be opened."""
    root = Path(order.model_root or "")
    config, weights, graph = Config(), Weights("none"), None
    try:
        refusal = remote_code(root, order.files)
        config = read_config(root)
        weights = find_weights(root, order.files)
        graph = read_graph(root / weights.files[0].path, root) if _runs_as_onnx(weights) else None
        refusal = refusal or weights.refusal or (graph.refusal if graph else None)
        refusal = refusal or implausible(root, config, weights)
    except ReadError as error:
        refusal = Refusal("unsafe_weights", f"{error.says} {error.hint}".strip())
    if (
        refusal
        and config.architecture == ""
        and not weights.files
        and any(f.path.endswith(".py") for f in order.files)
    ):
        refusal = Refusal(
            "remote_code",
            "The folder holds programs and no weights; foreign code is not run. Ask for weights.",
        )
    return Model(
        name=order.model_name,
        format=weights.format,
        task=_task(order.files, config, graph),
        architecture=config.architecture or None,
        labels=config.labels if not graph else _output_names(config, graph),
        files=order.files,
        refused=refusal.reason if refusal else None,
        detail=refusal.detail if refusal else "",
    )


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


def _runs_as_onnx(weights: Weights) -> bool:
    return weights.format == "onnx" and weights.refusal is None


def _task(files: tuple[object, ...], config: Config, graph: Graph | None) -> str | None:
    if graph is not None and not config.architecture:
        whole = graph.inputs and all(
            port.kind == "string" or port.name == "input_ids" for port in graph.inputs[:1]
        )
        return "text-classification" if whole else "tabular-classification"
    if any(getattr(file, "path", "") == "modules.json" for file in files):
        return "sentence-similarity"
    return config.task


def _output_names(config: Config, graph: Graph) -> tuple[str, ...]:
    """The labels of config.json, else those the graph holds, else as many as its widest output has columns."""
    if config.labels or graph.classes:
        return config.labels or graph.classes
    widths = [
        port.shape[1] for port in graph.outputs if len(port.shape) == 2 and port.kind.startswith("float")
    ]
    return tuple(f"LABEL_{i}" for i in range(max(widths))) if widths and 1 < max(widths) <= 10**5 else ()


def _slice(order: SurveyOrder, data: Path, model: Model | None) -> Slice:
    sheet = read_sheet(data)
    columns = _columns(
        order, sheet, data.name, tabular=model is not None and model.task == "tabular-classification"
    )
    return _understood(order, data, sheet, columns, model.labels if model and not model.refused else None)


def _understood(
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
        return _pairs(found) + tuple(Pair(name="feature", value=c) for c in _features(order, sheet, found))
    rest = [c for c in sheet.columns if c not in (found["id"], found["label"])]
    found["text"] = senses.role_of(rest, "text", given, file) or (rest[0] if len(rest) == 1 else None)
    if found["text"] is None:
        says = f"No column of {file} looks like the text; it has {', '.join(list(sheet.columns)[:20])}."
        raise DataError(says, "Say which it is: --columns text=….")
    found["text_pair"] = senses.partner(rest, found["text"], given, file)
    return _pairs(found)


def _features(order: SurveyOrder, sheet: Sheet, found: dict[str, str | None]) -> list[str]:
    named = [pair.value for pair in order.columns if pair.name == "feature"]
    return named or [c for c in sheet.columns if c not in found.values()]


def _pairs(found: dict[str, str | None]) -> tuple[Pair, ...]:
    return tuple(Pair(name=role, value=column) for role, column in found.items() if column is not None)


def _of_predictions(order: SurveyOrder, path: Path) -> Survey:
    """A file of answers as the model, and the rows that it or --data labels as the slice."""
    sheet = read_sheet(path)
    roles = {role: senses.role_of(sheet.columns, role, order.columns, path.name) for role in _ANSWERS}
    if not any(roles[role] for role in ("output", "latency", "price")):
        says = (
            f"{path.name} has no column of answers, latencies or prices; it has {', '.join(sheet.columns)}."
        )
        raise DataError(says, "Say which it is: --columns output=….")
    outputs = (
        sorted({cell.strip() for cell in sheet.columns[roles["output"]] if cell}) if roles["output"] else []
    )
    vocabulary = tuple(outputs) if len(outputs) <= _VOCABULARY else ()
    model = Model(name=order.model_name or path.stem, format="predictions", labels=vocabulary)
    answers = tuple(Pair(name=f"predictions.{r}", value=c) for r, c in roles.items() if c)
    data, columns = path, _pairs({role: roles[role] for role in ("id", "label")})
    if order.data is not None:
        data = find_data(Path(order.data))
        labelled = read_sheet(data)
        order = order.model_copy(
            update={"columns": tuple(p for p in order.columns if p.value in labelled.columns)}
        )
        found = {
            role: senses.role_of(labelled.columns, role, order.columns, data.name) for role in ("id", "label")
        }
        if found["label"] is None:
            raise DataError(
                f"No column of {data.name} looks like the label.", "Say which: --columns label=…."
            )
        sheet, columns = labelled, _pairs(found)
    chosen = _understood(order, data, sheet, columns, vocabulary or None)
    return Survey(model=model, slice=chosen.model_copy(update={"columns": columns + answers}), data=str(data))
