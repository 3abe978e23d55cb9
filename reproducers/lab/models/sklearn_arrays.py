"""Checks the index arrays of scikit-learn's compiled classes, which follow them unchecked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DEEPEST = 12


def check_indices(model: Any) -> bool:
    """Whether every tree and neighbour index within an estimator leads only to places that it has."""
    return all(_holds(part) for part in _within(model, set(), 0))


def _within(value: Any, seen: set[int], depth: int) -> Iterator[Any]:
    """Every object of scikit-learn that an estimator holds, itself included."""
    import numpy as np

    if id(value) in seen or depth > _DEEPEST:
        return
    seen.add(id(value))
    if isinstance(value, list | tuple):
        for item in value:
            yield from _within(item, seen, depth + 1)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _within(item, seen, depth + 1)
    elif isinstance(value, np.ndarray) and value.dtype == object:
        for item in value.ravel().tolist():
            yield from _within(item, seen, depth + 1)
    elif type(value).__module__.startswith("sklearn."):
        yield value
        yield from _within(getattr(value, "__dict__", {}), seen, depth + 1)


def _holds(part: Any) -> bool:
    name = type(part).__name__
    if name == "Tree":
        return _tree(part.children_left, part.children_right, part.feature, int(part.n_features))
    if name == "TreePredictor":
        nodes = part.nodes
        inner = nodes["is_leaf"] == 0
        return _ahead(nodes["left"], inner) and _ahead(nodes["right"], inner)
    if name in ("KDTree", "BallTree"):
        state = part.__getstate__()
        rows, places, nodes = len(state[0]), state[1], state[3 - 1]
        ends = [nodes[key] for key in ("idx_start", "idx_end") if key in (nodes.dtype.names or ())]
        return bool(len(places) == 0 or (places.min() >= 0 and places.max() < rows)) and all(
            bool(((end >= 0) & (end <= rows)).all()) for end in ends
        )
    return True


def _tree(
    left: "NDArray[np.int64]", right: "NDArray[np.int64]", feature: "NDArray[np.int64]", width: int
) -> bool:
    """Whether branches lead to later nodes and splits are of columns that there are."""
    inner = left != -1
    return (
        _ahead(left, inner)
        and _ahead(right, inner)
        and bool(((feature[inner] >= 0) & (feature[inner] < width)).all())
    )


def _ahead(child: "NDArray[np.int64]", inner: "NDArray[np.bool_]") -> bool:
    """Whether each inner node's child comes after it: then no walk goes round or out."""
    import numpy as np

    parents = np.arange(len(child))[inner]
    children = child[inner].astype(np.int64)
    return bool(((children > parents) & (children < len(child))).all())
