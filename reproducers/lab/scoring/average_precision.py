"""Average precision as COCO defines it: over ten overlaps, 101 recalls and all classes; areas and crowds left aside."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from reproducers.lab.models.detector import Box

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


_OVERLAPS = tuple(0.5 + 0.05 * i for i in range(10))
_MOST = 100  # boxes of one picture and class that count


class Detections(NamedTuple):
    """The true and the found objects of one picture."""

    true: tuple[Box, ...]
    detected: tuple[Box, ...]


def average_precisions(pictures: Sequence[Detections]) -> dict[str, float]:
    """The values "ap" over all overlaps, "ap_50" and "ap_75", from 0 to 1; NaN where there is no true object."""
    import numpy as np

    kinds = sorted({box.kind for picture in pictures for box in picture.true})
    if not kinds:
        return dict.fromkeys(("ap", "ap_50", "ap_75"), float("nan"))
    by_overlap = np.array([_of_class(pictures, kind) for kind in kinds]).mean(axis=0)
    return {"ap": float(by_overlap.mean()), "ap_50": float(by_overlap[0]), "ap_75": float(by_overlap[5])}


def _of_class(pictures: Sequence[Detections], kind: int) -> "Floats":
    """The average precision of one class at each overlap, of shape (10,)."""
    import numpy as np

    scores: list[float] = []
    hits: list[list[bool]] = []
    total = 0
    for picture in pictures:
        true = [box.corners for box in picture.true if box.kind == kind]
        detected = sorted((b for b in picture.detected if b.kind == kind), key=lambda b: -b.score)[:_MOST]
        total += len(true)
        scores += [box.score for box in detected]
        hits += _hits([box.corners for box in detected], true)
    if not scores:
        return np.zeros(len(_OVERLAPS))
    order = np.argsort(-np.array(scores), kind="stable")
    right = np.array(hits)[order].cumsum(axis=0)
    precision = right / np.arange(1, len(right) + 1)[:, None]
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    found_at = np.array(
        [
            np.searchsorted(right[:, i] / total, np.linspace(0, 1, 101), side="left")
            for i in range(len(_OVERLAPS))
        ]
    )
    padded = np.vstack([precision, np.zeros(len(_OVERLAPS))])
    return np.array(
        [padded[np.minimum(places, len(precision)), i].mean() for i, places in enumerate(found_at)]
    )


def _hits(
    detected: list[tuple[float, float, float, float]], true: list[tuple[float, float, float, float]]
) -> list[list[bool]]:
    """Whether each found box takes a true one that is still free, at each overlap; the surest choose first."""
    overlaps = [[overlap(box, target) for target in true] for box in detected]
    hits = [[False] * len(_OVERLAPS) for _ in detected]
    for at, least in enumerate(_OVERLAPS):
        free = set(range(len(true)))
        for i, row in enumerate(overlaps):
            best = max(free, key=lambda j: row[j], default=None)
            if best is not None and row[best] >= least - 1e-10:
                free.remove(best)
                hits[i][at] = True
    return hits


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Intersection over union of two boxes by their corners (left, top, right, bottom)."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)
