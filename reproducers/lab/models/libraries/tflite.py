"""TensorFlow Lite's files, run by LiteRT: pictures, or one block of numbers a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import ModelUnavailable, ReadError
from claims.records import ModelFile, Pair
from reproducers.lab.bench import Bench, Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.clean_folder import clean_folder
from reproducers.lab.files.first_bytes import files_like
from reproducers.lab.models.image_inputs import images_of, processor_of
from reproducers.lab.models.libraries import LibraryModel, ModelFacts, model_library
from reproducers.lab.models.library_tables import (
    ProbabilityModel,
    Regressor,
    both_classes,
    columns_for,
    guarded,
    number_table,
    settings_of,
)
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats

_WAY = "python -m tf2onnx.convert --tflite {file} --output model.onnx"
_LABELS = ("labels.txt", "labelmap.txt", "label_map.txt", "classes.txt")
_MOST = 1 << 20  # bytes of a list of labels


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The TensorFlow Lite files of a folder."""
    return files_like(root, files, {".tflite", ".lite", ".bin", ""}, lambda start: start[4:8] == b"TFL3")


def read(root: Path, files: tuple[ModelFile, ...]) -> ModelFacts:
    """What goes in and comes out, from the graph, and the labels that lie beside it."""
    name = files[0].path
    inputs, outputs = _ports(_interpreter(root / name, 1))
    shape, out = tuple(inputs[0]["shape"]), tuple(outputs[0]["shape"])
    classes = int(out[-1]) if len(out) > 1 else 0
    facts = ModelFacts(
        "image-classification" if len(shape) == 4 else "tabular-classification",
        labels=_labels(root, classes),
        classes=max(classes, 2) if classes else 0,
        width=int(shape[1]) if len(shape) == 2 else 0,
        architecture="TensorFlow Lite",
    )
    if len(inputs) == 1 and len(outputs) == 1 and len(shape) in (2, 4) and len(out) == 2:
        return facts
    says = f"{name} takes {_shapes(inputs)} and gives {_shapes(outputs)}, which is no classifier known here"
    way = f"convert it to ONNX: {_WAY.format(file=name)}; or {BRING_ANSWERS}"
    return facts._replace(refusal=Refusal("no_reproducer", f"{says}; {way}"))


@dataclass(frozen=True)
class LiteGraph:
    """A graph that is run on one row after the other."""

    interpreter: Any
    settings: tuple[Pair, ...]

    def run(self, block: "NDArray[np.floating]") -> "Floats":
        """What comes out for one row, as real numbers; whole numbers in and out are scaled as the graph says."""
        import numpy as np

        (given,), (made,) = _ports(self.interpreter)
        self.interpreter.set_tensor(given["index"], _scaled(block, given))
        self.interpreter.invoke()
        values = self.interpreter.get_tensor(made["index"]).astype(np.float64)
        scale, zero = made["quantization"]
        real: Floats = (values - zero) * scale if scale else values
        return real.reshape(-1)


@dataclass(frozen=True)
class LitePictures:
    """A graph of pictures with the processor that makes them numbers."""

    bench: Bench
    graph: LiteGraph
    processor: Any
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:
        """The likeliest class of each picture."""
        return ProbabilityModel(self._shares, self.settings).classify(rows, positions)

    def _shares(self, _rows: Rows, positions: Sequence[int]) -> "Floats":
        import numpy as np

        pixels = self.processor(images_of(self.bench, positions), return_tensors="np")["pixel_values"]
        wanted = tuple(_ports(self.graph.interpreter)[0][0]["shape"])[1:]
        if wanted[-1] == pixels.shape[1]:
            pixels = np.moveaxis(pixels, 1, -1)  # TensorFlow keeps the colours last
        if pixels.shape[1:] != wanted:
            says = f"The model takes pictures of shape {wanted}, its settings make {pixels.shape[1:]}."
            raise ModelUnavailable(says, "Ask for the preprocessor_config.json that belongs to it.")
        return _shares(np.stack([self.graph.run(picture[None]) for picture in pixels]))


@model_library(
    "TensorFlow Lite",
    version=1,
    fits=fits,
    read=read,
    packages=("ai_edge_litert",),
    extra="tflite",
    convert=_WAY,
)
def open_tflite(bench: Bench) -> LibraryModel:
    """Open a graph by LiteRT, without operators of anybody else."""
    from importlib import metadata

    root = bench.folder
    file = fits(root, bench.model.files)[0]
    settings = settings_of(bench, "ai-edge-litert", metadata.version("ai-edge-litert"))
    graph = LiteGraph(_interpreter(root / file.path, bench.settings.threads), settings)
    if bench.model.task == "image-classification":
        return LitePictures(
            bench, graph, processor_of(clean_folder(root, bench.model, bench.scratch)), settings
        )
    width = read(root, (file,)).width

    def answers(rows: Rows, positions: Sequence[int]) -> "Floats":
        import numpy as np

        table = number_table(columns_for(rows, (), width), positions)
        return np.stack([graph.run(row[None]) for row in table])

    if (bench.model.task or "").endswith("regression"):
        return Regressor(lambda rows, positions: answers(rows, positions)[:, 0], settings)
    return ProbabilityModel(lambda rows, positions: _shares(guarded(answers, rows, positions)), settings)


def _shares(output: "Floats") -> "Floats":
    """Probabilities of shape (rows, classes): as they are, of one output both, else by softmax."""
    import numpy as np

    if output.shape[1] == 1:
        return both_classes(output if ((output >= 0) & (output <= 1)).all() else 1 / (1 + np.exp(-output)))
    if (output >= 0).all() and np.allclose(output.sum(axis=1), 1, atol=0.02):
        return output
    raised = np.exp(output - output.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _scaled(block: "NDArray[np.floating]", port: dict[str, Any]) -> "NDArray[np.generic]":
    import numpy as np

    scale, zero = port["quantization"]
    if not scale or port["dtype"] in (np.float32, np.float64):
        return block.astype(port["dtype"])
    limits = np.iinfo(port["dtype"])
    whole: NDArray[np.generic] = np.clip(np.round(block / scale + zero), limits.min, limits.max)
    return whole.astype(port["dtype"])


def _interpreter(path: Path, threads: int) -> Any:
    """A graph that is ready to run; raises ReadError for a damaged file or operators of somebody else."""
    from ai_edge_litert.interpreter import Interpreter

    try:
        interpreter = Interpreter(model_path=str(path), num_threads=threads)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        says = f"{path.name} is damaged, or has operators that LiteRT lacks ({first_line(error)[:120]})."
        raise ReadError(says, "Download it again, or export it with built-in operators only.") from None
    return interpreter


def _ports(interpreter: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return interpreter.get_input_details(), interpreter.get_output_details()


def _shapes(ports: list[dict[str, Any]]) -> str:
    return ", ".join(" x ".join(map(str, port["shape"])) for port in ports) or "nothing"


def _labels(root: Path, classes: int) -> tuple[str, ...]:
    """The names of a list of labels beside the file, where it has one for each class."""
    for name in _LABELS:
        path = root / name
        if path.is_file() and path.stat().st_size <= _MOST:
            lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
            listed = tuple(line for line in lines if line)
            if len(listed) == classes and len(set(listed)) == classes:
                return listed
    return ()
