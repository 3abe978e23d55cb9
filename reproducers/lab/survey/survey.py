"""What the model and the data are: decided from their content in an isolated child, with nothing run."""

from pathlib import Path

from claims.errors import DataError, UsageError
from claims.records import Model, Pair
from reproducers.lab.data import column_content, column_names
from reproducers.lab.data.columns import pairs_of
from reproducers.lab.data.probability_columns import classes_named
from reproducers.lab.data.table_file import DataTable, read_data_table
from reproducers.lab.files.chosen_file import only_file
from reproducers.lab.orders import Survey, SurveyOrder
from reproducers.lab.survey.data_survey import find_data, slice_of, survey_rows
from reproducers.lab.survey.model_survey import survey_model

_ANSWERS = ("id", "output", "label", "latency", "price")
_NUMERIC = ("text-regression", "tabular-regression")
_CLASSES = 20  # distinct numbers above which they are no names of classes
_VOCABULARY = 1000  # distinct outputs above which they are free text and no labels


def run_in_child(request: bytes) -> bytes:
    """The survey that an order asks for; both are records as bytes."""
    return survey(SurveyOrder.from_bytes(request)).to_bytes()


def survey(order: SurveyOrder) -> Survey:
    """Look at the model and the data; raises DataError where the data cannot answer any question."""
    for pair in order.columns:
        if pair.name not in column_names.known_roles():
            roles = ", ".join(column_names.known_roles())
            raise UsageError(f"--columns knows no role {pair.name!r}.", f"The roles are {roles}.")
    survey_made = _of_predictions(order, Path(order.predictions)) if order.predictions else _of_model(order)
    if order.against is None:
        return survey_made
    if survey_made.slice is None:
        raise DataError("There are no rows that --against could have answered.", "Give --data FILE too.")
    columns = survey_made.slice.columns + _of_rival(Path(order.against))
    return survey_made.model_copy(update={"slice": survey_made.slice.model_copy(update={"columns": columns})})


def _of_model(order: SurveyOrder) -> Survey:
    """A model's folder, and the rows to measure it on."""
    if order.model_root and order.file:
        order = order.model_copy(update={"files": only_file(order.files, order.file)})
    model = survey_model(order) if order.model_root else None
    if order.data is None:
        return Survey(model=model)
    data = find_data(Path(order.data))
    rows = survey_rows(order, data, model)
    every = None
    if rows.left_out and rows.rows:  # no file of the repository, no row to leave out
        every = survey_rows(order.model_copy(update={"files": ()}), data, model)
    return Survey(model=model, slice=rows, with_shipped=every, data=str(data))


def _of_rival(path: Path) -> tuple[Pair, ...]:
    """The columns of another system's answers; raises DataError where the answers cannot be told."""
    table = read_data_table(path)
    roles = {role: column_names.role_of(table.columns, role, (), path.name) for role in ("id", "output")}
    if roles["output"] is None:
        says = f"{path.name} has no column of answers; it has {', '.join(list(table.columns)[:20])}."
        raise DataError(says, "Call it output.")
    return tuple(Pair(name=f"against.{role}", value=column) for role, column in roles.items() if column)


def _of_predictions(order: SurveyOrder, path: Path) -> Survey:
    """A file of answers as the model, and the rows that it or --data labels as the slice."""
    table = read_data_table(path)
    roles = {role: column_names.role_of(table.columns, role, order.columns, path.name) for role in _ANSWERS}
    answers, answered = tuple(Pair(name=f"predictions.{r}", value=c) for r, c in roles.items() if c), table
    data, columns = path, pairs_of({role: roles[role] for role in ("id", "label")})
    if order.data is not None:
        data = find_data(Path(order.data))
        labelled = read_data_table(data)
        order = order.model_copy(
            update={"columns": tuple(p for p in order.columns if p.value in labelled.columns)}
        )
        own_roles = {
            role: column_names.role_of(labelled.columns, role, order.columns, data.name)
            for role in ("id", "label")
        }
        if own_roles["label"] is None:
            raise DataError(
                f"No column of {data.name} looks like the label.", "Say which: --columns label=…."
            )
        table, columns = labelled, pairs_of(own_roles)
    outputs = _outputs(answered, roles["output"], _label_names(table, columns))
    if not outputs and not (roles["latency"] or roles["price"]):
        raise _no_answers(answered, path.name)
    vocabulary = tuple(outputs) if len(outputs) <= _VOCABULARY else ()
    numbers = _are_numbers(outputs, table, columns) or order.task in _NUMERIC
    if numbers:
        vocabulary = ()
    model = Model(
        name=order.model_name or path.stem,
        format="predictions",
        labels=vocabulary,
        task="text-regression" if numbers else None,
    )
    vendor = Path(order.model_root) if order.model_root else path.parent
    chosen = slice_of(order, data, table, columns, vocabulary or None, vendor=vendor)
    return Survey(model=model, slice=chosen.model_copy(update={"columns": columns + answers}), data=str(data))


def _label_names(table: DataTable, columns: tuple[Pair, ...]) -> list[str]:
    """The labels that occur in the rows, sorted."""
    label = next((pair.value for pair in columns if pair.name == "label"), None)
    return sorted({cell.strip() for cell in table.columns[label] if cell and cell.strip()}) if label else []


def _outputs(answers: DataTable, column: str | None, labels: list[str]) -> list[str]:
    """The answers that occur; where the file holds probabilities alone, the classes that it gives one of."""
    if column is not None:
        return sorted({cell.strip() for cell in answers.columns[column] if cell})
    return list(classes_named(answers.columns, labels)) if len(labels) <= _VOCABULARY else []


def _no_answers(answers: DataTable, name: str) -> DataError:
    """The error for a file in which neither answers nor probabilities of the labels can be told."""
    says = f"{name} has no column of answers, latencies or prices; it has {', '.join(answers.columns)}."
    hint = (
        "Say which it is: --columns output=…; or give each label a column of its probability, such as prob_yes, "
        "and the labels by --data FILE."
    )
    return DataError(says, hint)


def _are_numbers(outputs: list[str], table: DataTable, columns: tuple[Pair, ...]) -> bool:
    """Whether answers and labels are both numbers on a scale and no names of classes."""
    label = next((pair.value for pair in columns if pair.name == "label"), None)
    if label is None or len(outputs) <= _CLASSES:
        return False
    true = table.columns[label]
    return (
        column_content.is_numeric(tuple(outputs))
        and column_content.is_numeric(true)
        and len(set(true)) > _CLASSES
    )
