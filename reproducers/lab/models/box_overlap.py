"""How far boxes overlap, for many of them at once."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


def overlaps_of(first: "Floats", second: "Floats") -> "Floats":
    """Intersection over union of boxes by their corners, of shape (first, second)."""
    import numpy as np

    sides = np.minimum(first[:, None, 2:], second[None, :, 2:]) - np.maximum(
        first[:, None, :2], second[None, :, :2]
    )
    common = np.prod(np.clip(sides, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (first, second)]
    union = areas[0][:, None] + areas[1][None, :] - common
    return np.where(common > 0, common / np.where(union > 0, union, 1.0), 0.0)
