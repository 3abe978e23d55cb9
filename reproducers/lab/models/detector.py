"""An object detector of transformers, and the true boxes of a slice."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from claims.errors import DataError, ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.models.image_inputs import images_of, processor_of
from reproducers.lab.models.pretrained import WRONG_INPUTS, first_line, open_model

_LEAST_SCORE = 0.01  # a box of less confidence is not counted


class Box(NamedTuple):
    """One object: its class, its corners in pixels, and the confidence in it."""

    kind: int
    corners: tuple[float, float, float, float]
    score: float = 1.0


class Detector:
    """An opened detector."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.opened = open_model(bench, "AutoModelForObjectDetection")
        self.processor = processor_of(self.opened.folder)
        self.settings = (
            *self.opened.settings,
            Pair(name="boxes", value=f"surer than {_LEAST_SCORE}, corners in pixels"),
        )

    def find(self) -> list[tuple[Box, ...]]:
        """The boxes of each picture of the slice, one picture at a time."""
        return [self._boxes_of_row(i) for i in range(len(self.bench.rows))]

    def _boxes_of_row(self, row: int) -> tuple[Box, ...]:
        import torch

        picture = images_of(self.bench, [row])[0]
        fed = self.processor(picture, return_tensors="pt").to(self.opened.device)
        try:
            with torch.inference_mode():
                out = self.opened.model(**fed)
            sizes = torch.tensor([[picture.height, picture.width]])
            detected = self.processor.post_process_object_detection(
                out, threshold=_LEAST_SCORE, target_sizes=sizes
            )[0]
        except (RuntimeError, IndexError, ValueError, AttributeError) as error:
            raise ModelUnavailable(
                f"The model fails on the pictures: {first_line(error)}", WRONG_INPUTS
            ) from None
        parts = zip(
            detected["labels"].tolist(), detected["boxes"].tolist(), detected["scores"].tolist(), strict=True
        )
        return tuple(Box(int(kind), (a, b, c, d), float(score)) for kind, (a, b, c, d), score in parts)


def true_objects(bench: Bench) -> list[tuple[Box, ...]]:
    """The true boxes of each row: {"bbox": [[x, y, width, height], …], "category": [...]} as `datasets` writes them."""
    return [_objects(cell, bench.model.labels) for cell in bench.rows.by_role["objects"]]


def _objects(cell: str, labels: Sequence[str]) -> tuple[Box, ...]:
    wrong = DataError(
        f"A row's objects cannot be read: {cell[:60]!r}.",
        'Write {"bbox": [[x, y, w, h]], "category": ["cat"]}.',
    )
    try:
        annotation = json.loads(cell)
    except ValueError:
        raise wrong from None
    if isinstance(annotation, list):
        annotation = {
            key: [item.get(key) for item in annotation if isinstance(item, dict)]
            for key in ("bbox", "category", "label")
        }
    if not isinstance(annotation, dict):
        raise wrong
    boxes, kinds = (
        annotation.get("bbox") or annotation.get("boxes") or [],
        annotation.get("category") or annotation.get("label") or annotation.get("labels") or [],
    )
    if not isinstance(boxes, list) or not isinstance(kinds, list) or len(boxes) != len(kinds):
        raise wrong
    alike = {label.casefold(): i for i, label in enumerate(labels)}
    objects = []
    for box, kind in zip(boxes, kinds, strict=True):
        place = kind if isinstance(kind, int) else alike.get(str(kind).casefold())
        if place is None or not isinstance(box, list) or len(box) != 4:
            raise DataError(
                f"A row has an object that the model cannot name: {str(kind)[:40]!r}.",
                "Write the model's own labels.",
            )
        x, y, width, height = (float(number) for number in box)
        objects.append(Box(place, (x, y, x + width, y + height)))
    return tuple(objects)
