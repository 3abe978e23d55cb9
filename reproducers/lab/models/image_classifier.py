"""An image classifier: of transformers, or an ONNX graph that takes a block of pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench, Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.clean_folder import clean_folder
from reproducers.lab.files.onnx_graph import Port
from reproducers.lab.models.image_inputs import images_of, processor_of
from reproducers.lab.models.pretrained import Opened, inference, open_model
from reproducers.lab.models.torch_classifier import likeliest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image
    from transformers import BaseImageProcessor

    from reproducers.lab.models.onnx_session import OnnxClassifier


@dataclass(frozen=True)
class TorchImageClassifier:
    """An opened model with its processor."""

    bench: Bench
    opened: Opened
    processor: "BaseImageProcessor"
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:  # noqa: ARG002 - as every classifier
        """The likeliest class of each picture and its softmax probability."""
        import torch

        fed = self.processor(images_of(self.bench, positions), return_tensors="pt").to(self.opened.device)
        with inference("pictures"):
            logits = self.opened.model(**fed).logits.float().cpu()
        return likeliest(torch.softmax(logits.double(), dim=-1))


@dataclass(frozen=True)
class OnnxImageClassifier:
    """A session with its processor."""

    bench: Bench
    opened: "OnnxClassifier"
    processor: "BaseImageProcessor"
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:  # noqa: ARG002 - as every classifier
        """The class of each picture; a graph for one picture at a time is given one."""
        port, pixels = self.opened.graph.inputs[0], self.pixels(positions)
        size = len(positions) if port.shape[0] in (-1, 0) else port.shape[0]
        predictions: list[Prediction] = []
        for i in range(0, len(positions), size):
            part = pixels[i : i + size]
            predictions += self.opened.predictions_of(self.opened.run({port.name: part}), len(part))
        return predictions

    def pixels(self, positions: Sequence[int]) -> "NDArray[np.float32]":
        """The pictures of these rows as the settings prepare them and the graph takes them."""
        return pixels_for(self.processor, self.opened.graph.inputs[0], images_of(self.bench, positions))


def pixels_for(processor: "BaseImageProcessor", port: Port, images: "list[Image]") -> "NDArray[np.float32]":
    """Pictures as the processor prepares them, in the order of axes of a graph's input."""
    import numpy as np

    pixels = processor(images, return_tensors="np")["pixel_values"]
    if axes_of_sides(port.shape) == (1, 2):
        pixels = np.moveaxis(pixels, 1, -1)
    wanted = [
        (have, want)
        for have, want in zip(pixels.shape[1:], port.shape[1:], strict=True)
        if want not in (-1, 0)
    ]
    if any(have != want for have, want in wanted):
        says = f"The model takes pictures of shape {port.shape[1:]}, its settings make {pixels.shape[1:]}."
        raise ModelUnavailable(says, "Ask for the preprocessor_config.json that belongs to it.")
    return np.ascontiguousarray(pixels, dtype=np.float32)


def axes_of_sides(shape: Sequence[int]) -> tuple[int, int]:
    """Where height and width stand in a block of pixels: colours stand last where only the last axis is of three."""
    return (1, 2) if shape[-1] == 3 and shape[1] != 3 else (2, 3)


def open_image_classifier(bench: Bench) -> TorchImageClassifier | OnnxImageClassifier:
    """The bench's model for pictures; raises ModelUnavailable or ModelUnsafe."""
    if bench.model.format == "onnx":
        from reproducers.lab.models.onnx_session import open_session

        root = bench.folder
        session = open_session(root, bench.model, scratch=bench.scratch, settings=bench.settings)
        processor = processor_of(clean_folder(root, bench.model, bench.scratch))
        return OnnxImageClassifier(bench, session, processor, session.settings)
    opened = open_model(bench, "AutoModelForImageClassification")
    return TorchImageClassifier(bench, opened, processor_of(opened.folder), opened.settings)
