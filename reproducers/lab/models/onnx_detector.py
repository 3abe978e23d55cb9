"""An object detector as an ONNX graph: pictures in, boxes out, in one of the layouts that exporters write."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.files.clean_folder import clean_folder
from reproducers.lab.files.onnx_graph import Port, read_graph
from reproducers.lab.models.box_overlap import overlaps_of
from reproducers.lab.models.detector import Box
from reproducers.lab.models.image_classifier import axes_of_sides, pixels_for
from reproducers.lab.models.image_inputs import images_of, processor_of
from reproducers.lab.models.onnx_session import OnnxClassifier, open_session
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.models.ultralytics_metadata import metadata_of, names_in, side_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image
    from transformers import BaseImageProcessor

    Array = NDArray[np.float64]

_LEAST_SCORE, _MOST = 0.01, 300
_SAME = 0.7  # overlap above which the less sure box of a class is dropped
_GREY = 114  # what Ultralytics fills around a picture


@dataclass
class OnnxDetector:
    """What goes in and comes out of a detector's graph."""

    bench: Bench
    opened: OnnxClassifier
    """The session."""
    port: Port
    labels: tuple[str, ...]
    processor: "BaseImageProcessor | None"
    """How pictures are prepared; None: scaled and padded, as Ultralytics does."""
    side: tuple[int, int] | None = None
    """Width and height that the file names, for a graph that takes any."""
    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Width and height of each picture."""
    taken: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Width and height of the pixels that went in for it."""

    @property
    def settings(self) -> tuple[Pair, ...]:
        """How it is run."""
        description = f"surer than {_LEAST_SCORE}, corners in pixels"
        return (*self.opened.settings, Pair(name="boxes", value=description))

    def find(self) -> list[tuple[Box, ...]]:
        """The boxes of each picture of the slice, one picture at a time."""
        rows = range(len(self.bench.rows))
        return [tuple(self.boxes(self.opened.run(self.feeds(row)), row)) for row in rows]

    def feeds(self, row: int) -> "dict[str, NDArray[np.generic]]":
        """The pixels of a row's picture."""
        picture = images_of(self.bench, [row])[0]
        self.sizes[row] = picture.size
        if self.processor is None:
            pixels = padded(picture, self._side())
        else:
            pixels = pixels_for(self.processor, self.port, [picture])
        down, across = axes_of_sides(pixels.shape)
        self.taken[row] = (pixels.shape[across], pixels.shape[down])
        return {self.port.name: pixels}

    def boxes(self, outputs: dict[str, object], row: int) -> list[Box]:
        """The boxes in pixels of the picture; raises ModelUnavailable where the outputs are of no known layout."""
        import numpy as np

        arrays = {name: value for name, value in outputs.items() if isinstance(value, np.ndarray)}
        if {"logits", "pred_boxes"} <= arrays.keys():
            return self._of_transformers(arrays, row)
        decoded = _decoded([value.astype(np.float64) for value in arrays.values()], len(self.labels))
        if decoded is None:
            shapes = ", ".join("x".join(map(str, value.shape)) for value in arrays.values())
            raise ModelUnavailable(
                f"The detector's outputs ({shapes}) are of no layout that is known here.",
                "Export it with boxes (1, n, 4) and scores (1, n, classes), or as Ultralytics does.",
            )
        return self._in_picture(decoded, row)

    def _of_transformers(self, arrays: "dict[str, NDArray[np.generic]]", row: int) -> list[Box]:
        import torch

        width, height = self.sizes[row]
        outputs = SimpleNamespace(
            logits=torch.tensor(arrays["logits"]), pred_boxes=torch.tensor(arrays["pred_boxes"])
        )
        try:
            detected = self.processor.post_process_object_detection(  # type: ignore[union-attr]
                outputs, threshold=_LEAST_SCORE, target_sizes=torch.tensor([[height, width]])
            )[0]
        except (AttributeError, RuntimeError, IndexError, ValueError) as error:
            raise ModelUnavailable(
                f"The detector's outputs cannot be read: {first_line(error)}", "Export it again."
            ) from None
        parts = zip(
            detected["labels"].tolist(), detected["boxes"].tolist(), detected["scores"].tolist(), strict=True
        )
        return [Box(int(kind), (a, b, c, d), float(score)) for kind, (a, b, c, d), score in parts]

    def _in_picture(self, decoded: "Array", row: int) -> list[Box]:
        """Boxes (class, corners, score) of the graph's own pixels, or shares of a side, as pixels of the picture."""
        width, height = self.sizes[row]
        across, down = self.taken[row]
        if len(decoded) and float(abs(decoded[:, 1:5]).max()) <= 2.0:
            decoded[:, 1:5] *= (across, down, across, down)
        if self.processor is None:
            scale = min(across / width, down / height)
            left, top = (across - round(width * scale)) // 2, (down - round(height * scale)) // 2
            decoded[:, 1:5] = (decoded[:, 1:5] - (left, top, left, top)) / scale
        else:
            decoded[:, 1:5] *= (width / across, height / down, width / across, height / down)
        return [
            Box(int(kind), (a, b, c, d), float(score)) for kind, a, b, c, d, score in decoded[:_MOST].tolist()
        ]

    def _side(self) -> tuple[int, int]:
        """Width and height that the graph takes."""
        down, across = (self.port.shape[axis] for axis in axes_of_sides(self.port.shape))
        if min(down, across) > 0:
            return across, down
        if self.side is None:
            raise ModelUnavailable(
                "The detector takes pictures of any size, and nothing says which.", "Export it for one size."
            )
        return self.side


def open_onnx_detector(bench: Bench) -> OnnxDetector:
    """The bench's detector; raises ModelUnavailable where nothing says how its pictures are prepared."""
    root = bench.folder
    graph = read_graph(root / bench.model.weights[0], root)
    if not graph.inputs or len(graph.inputs[0].shape) != 4:
        raise ModelUnavailable(
            "The detector does not take one block of pixels.", "Export it so that it does."
        )
    metadata = metadata_of(root / bench.model.weights[0])
    names = names_in(metadata)
    processor = None
    if (root / "preprocessor_config.json").is_file() or not names:
        processor = processor_of(clean_folder(root, bench.model, bench.scratch))
    labels = names or bench.model.labels
    opened = open_session(root, bench.model, scratch=bench.scratch, settings=bench.settings)
    return OnnxDetector(bench, opened, graph.inputs[0], labels, processor, side_in(metadata))


def padded(picture: "Image", size: tuple[int, int]) -> "NDArray[np.float32]":
    """A picture scaled into a size with grey around it, from 0 to 1, of shape (1, 3, height, width)."""
    import numpy as np
    from PIL import Image

    scale = min(size[0] / picture.width, size[1] / picture.height)
    inner = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    page = Image.new("RGB", size, (_GREY,) * 3)
    page.paste(
        picture.resize(inner, Image.Resampling.BILINEAR),
        ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2),
    )
    return np.ascontiguousarray(np.asarray(page, dtype=np.float32).transpose(2, 0, 1)[None] / 255)


def _decoded(arrays: "Sequence[Array]", classes: int) -> "Array | None":
    """Boxes as (class, left, top, right, bottom, score), the surest first; None for an unknown layout."""
    import numpy as np

    flat = [array[0] for array in arrays if array.ndim == 3 and array.shape[0] == 1]
    corners = next((a for a in flat if a.shape[1] == 4), None)
    scores = next((a for a in flat if a is not corners and a.shape[1] in (classes, classes + 1)), None)
    if corners is not None and scores is not None and len(corners) == len(scores):
        return _kept(corners, scores[:, scores.shape[1] - classes :])
    if len(flat) != 1:
        return None
    only = flat[0]
    if only.shape[1] == 6 and classes != 2:  # suppressed already: corners, score, class
        boxes = np.column_stack([only[:, 5], only[:, :4], only[:, 4]])
        boxes = boxes[boxes[:, 5] >= _LEAST_SCORE]
        return boxes[np.argsort(-boxes[:, 5], kind="stable")]
    if only.shape[0] == 4 + classes:
        only = only.T
    if only.shape[1] == 4 + classes:
        return _kept(_corners(only[:, :4]), only[:, 4:])
    if only.shape[1] == 5 + classes:
        return _kept(_corners(only[:, :4]), only[:, 5:] * only[:, 4:5])
    return None


def _corners(centred: "Array") -> "Array":
    """Boxes by their centre and size as corners."""
    import numpy as np

    half = centred[:, 2:] / 2
    return np.concatenate([centred[:, :2] - half, centred[:, :2] + half], axis=1)


def _kept(corners: "Array", scores: "Array") -> "Array":
    """The sure boxes of each class, without those that overlap a surer one of it."""
    import numpy as np

    kept = []
    for kind in range(scores.shape[1]):
        sure = np.flatnonzero(scores[:, kind] >= _LEAST_SCORE)
        sure = sure[np.argsort(-scores[sure, kind], kind="stable")][: 4 * _MOST]
        shares = overlaps_of(corners[sure], corners[sure]) if len(sure) else np.zeros((0, 0))
        gone = np.zeros(len(sure), dtype=np.bool_)
        for i in range(len(sure)):
            if not gone[i]:
                kept.append((kind, *corners[sure[i]], scores[sure[i], kind]))
                gone |= shares[i] > _SAME
    boxes = np.array(kept, dtype=np.float64).reshape(-1, 6)
    return boxes[np.argsort(-boxes[:, 5], kind="stable")]
