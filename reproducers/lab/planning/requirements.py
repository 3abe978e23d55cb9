"""What a reproducer needs before it can answer, and the refusal where it is not there."""

from claims.records import Model, Slice
from reproducers.lab.refusal import BRING_ANSWERS, Refusal
from reproducers.lab.scoring.timing import TIMED

_NO_DATA = Refusal(
    "no_data", "There are no rows to measure on: give --data FILE with the inputs and their labels."
)


def opened(model: Model) -> Refusal | None:
    """The refusal for a model that must not be opened, or is no model but a file of answers."""
    if model.refused is not None:
        return Refusal(model.refused, model.detail)
    if model.format not in ("safetensors", "onnx", "pickle", "gguf", "library"):
        return Refusal("no_model", "There are no weights to run: give --model.")
    return None


def stores_tensors(model: Model) -> Refusal | None:
    """The refusal for a model that may not be opened, or whose library keeps no tensors that are counted here."""
    refusal = opened(model)
    if (
        refusal is not None
        or model.format != "library"
        or any(w.endswith(".safetensors") for w in model.weights)
    ):
        return refusal
    says = (
        f"{model.architecture} keeps no tensors, and what counts as a parameter or an operation is not agreed"
    )
    return Refusal("no_reproducer", f"{says}; its size on disk is measured.")


def encodes(model: Model) -> Refusal | None:
    """The refusal for anything but a model that makes vectors of texts and may be opened."""
    tasks = ("sentence-similarity", "feature-extraction")
    return runs(model, *tasks) if model.format == "library" else runs_in_torch(model, *tasks)


def tags(model: Model) -> Refusal | None:
    """The refusal for anything but a model that tags words and may be opened."""
    task = "token-classification"
    return runs(model, task) if model.format == "library" else runs_in_torch(model, task)


def does(model: Model, *tasks: str) -> Refusal | None:
    """The refusal for a model of another task."""
    if model.task in tasks:
        return None
    own = f"The model's task is {model.task}" if model.task else "The model's files do not say its task"
    return Refusal("no_reproducer", f"{own}; this measures {' and '.join(tasks)}. Or {BRING_ANSWERS}")


def runs(model: Model, *tasks: str) -> Refusal | None:
    """The refusal for a model that must not be opened, or is of another task."""
    return opened(model) or does(model, *tasks)


def runs_in_torch(model: Model, *tasks: str) -> Refusal | None:
    """The same, and the refusal for an ONNX file, from which these tasks are not measured here."""
    refusal = runs(model, *tasks)
    if refusal is not None or model.format in ("safetensors", "pickle", "gguf"):
        return refusal
    if model.format == "library":
        return Refusal(
            "no_reproducer", f"{model.task} is not measured of {model.architecture}; {BRING_ANSWERS}"
        )
    return Refusal(
        "no_reproducer", f"{model.task} is measured from safetensors; ask for them beside the ONNX file."
    )


def labelled(rows: Slice | None) -> Refusal | None:
    """The refusal where there are no rows with labels."""
    return missing_column(rows, "label")


def missing_column(rows: Slice | None, *roles: str) -> Refusal | None:
    """The refusal where there are no rows, or where they lack a column for one of these roles."""
    if rows is None:
        return _NO_DATA
    if not rows.columns and rows.notes:  # the survey could not make sense of them, and says why
        return Refusal("no_data", rows.notes[0])
    present = {pair.name for pair in rows.columns}
    lacking = next((role for role in roles if role not in present), None)
    if lacking is None:
        return None
    return Refusal("no_data", f"{rows.name} has no {lacking} column: say which with --columns {lacking}=….")


def inputs(rows: Slice | None, purpose: str) -> Refusal | None:
    """The refusal where there are no rows for a purpose ("to time it on") that needs no labels."""
    if rows is None:
        return Refusal("no_data", f"There are no rows {purpose}: give --data FILE.")
    return missing_column(rows)


def can_be_timed(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for a model that may not be opened or does not answer row by row, or where there are no rows."""
    return runs(model, *TIMED) or inputs(rows, "to time it on")
