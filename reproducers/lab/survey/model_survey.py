"""What a model's files say of it, and whether it may be opened; nothing of it is run."""

from pathlib import Path

from claims.errors import ReadError
from claims.records import Model
from reproducers.lab.files.config import Config, read_config
from reproducers.lab.files.config_sanity import implausible
from reproducers.lab.files.onnx_graph import Graph, read_graph
from reproducers.lab.files.remote_code import remote_code
from reproducers.lab.files.weights import Weights, find_weights
from reproducers.lab.orders import SurveyOrder
from reproducers.lab.refusal import Refusal
from reproducers.lab.survey.library_survey import LibraryFind, find_library
from reproducers.lab.survey.task import tag_of, task_of


def survey_model(order: SurveyOrder) -> Model:
    """What the model's files say, and the refusal where it must not be opened."""
    root = Path(order.model_root or "")
    config, weights, graph, library = Config(), Weights("none"), None, None
    refusal = remote_code(root, order.files)
    try:
        config = read_config(root)
        library = find_library(root, order.files, None, glimpse=order.glimpse, died=order.died)
        if library is None:
            weights = find_weights(root, order.files, isolated=order.isolated, glimpse=order.glimpse)
            library = find_library(root, order.files, weights, glimpse=order.glimpse, died=order.died)
        if library is not None:
            return _of_library(order, library, refusal, config)
        graph = (
            read_graph(root / weights.files[0].path, root)
            if weights.format == "onnx" and weights.refusal is None and not order.glimpse
            else None
        )
        refusal = refusal or weights.refusal or (graph.refusal if graph else None)
        refusal = refusal or implausible(root, config, weights)
    except ReadError as error:
        refusal = refusal or Refusal("unsafe_weights", f"{error.says} {error.hint}".strip())
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
        task=order.task
        or task_of(root, order.files, config, graph)
        or ("text-generation" if weights.format == "gguf" else None),
        architecture=config.architecture or None,
        labels=config.labels if not graph else _output_names(config, graph),
        files=order.files,
        weights=tuple(file.path for file in weights.files),
        refused=refusal.reason if refusal else None,
        detail=refusal.detail if refusal else "",
    )


def _of_library(order: SurveyOrder, library: LibraryFind, refusal: Refusal | None, config: Config) -> Model:
    """A model that a library of its own opens; config.json may name its classes where it only numbers them."""
    facts, refused = library.facts, refusal or library.refusal
    named = config.labels if facts.classes in (0, len(config.labels)) else ()
    return Model(
        name=order.model_name,
        format="library",
        task=order.task or facts.task or tag_of(Path(order.model_root or "")),
        architecture=facts.architecture or None,
        labels=facts.labels or (named if facts.task.endswith("classification") else ()),
        files=order.files,
        weights=tuple(file.path for file in library.files),
        refused=refused.reason if refused else None,
        detail=refused.detail if refused else "",
    )


def _output_names(config: Config, graph: Graph) -> tuple[str, ...]:
    """The labels of config.json, else those the graph holds, else as many as its widest output has columns."""
    if config.labels or graph.classes:
        return config.labels or graph.classes
    widths = [
        port.shape[1] for port in graph.outputs if len(port.shape) == 2 and port.kind.startswith("float")
    ]
    return tuple(f"LABEL_{i}" for i in range(max(widths))) if widths and 1 < max(widths) <= 10**5 else ()
