"""The four fits of the table reader: convex, without chance, so that the same lessons give the same weights."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from extractors.tables.model import Signed
from extractors.tables.roles import ROLES, WIDTH


def _least(loss, start: np.ndarray, steps: int) -> np.ndarray:  # type: ignore[no-untyped-def]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return np.asarray(found.x)


def _rows(slots: Sequence[Sequence[int]], width: int, values: Sequence[float] | None = None) -> csr_matrix:
    index = np.fromiter((n for row in slots for n in row), dtype=np.int64)
    ends = np.cumsum([0, *(len(row) for row in slots)])
    filled = np.ones(len(index)) if values is None else np.asarray(values, dtype=float)
    return csr_matrix((filled, index, ends), shape=(len(slots), width))


def fit_roles(slots: Sequence[np.ndarray], shares: np.ndarray, weights: np.ndarray, *, penalty: float = 1.0) -> np.ndarray:  # fmt: skip
    """A softmax over the roles of a phrase."""
    used = np.unique(np.concatenate(list(slots)))
    place = np.zeros(WIDTH, dtype=np.int64)
    place[used] = np.arange(len(used))
    rows = _rows([place[slot] for slot in slots], len(used))
    size = (len(used), len(ROLES))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        inner = flat.reshape(size)
        scores = rows @ inner
        scores = np.exp(scores - scores.max(1, keepdims=True))
        predicted = scores / scores.sum(1, keepdims=True)
        lost = (
            -(weights[:, None] * shares * np.log(predicted + 1e-12)).sum() + 0.5 * penalty * (flat**2).sum()
        )
        return lost, (rows.T @ (weights[:, None] * (predicted - shares)) + penalty * inner).ravel()

    full = np.zeros((WIDTH, len(ROLES)))
    full[used] = _least(loss, np.zeros(size[0] * size[1]), 40).reshape(size)
    return full


@dataclass(frozen=True)
class Choice:
    """Alternatives of which some are right."""

    signs: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    weight: float = 1.0


def fit_choices(choices: Sequence[Choice], *, penalty: float = 0.5, start: Mapping[str, float] | None = None) -> dict[str, float]:  # fmt: skip
    """Weights under which the right alternatives have the largest share."""
    names = sorted({name for one in choices for signs in one.signs for name in signs})
    number = {name: n for n, name in enumerate(names)}
    flat = [signs for one in choices for signs in one.signs]
    rows = _rows(
        [[number[name] for name in signs] for signs in flat],
        len(names),
        [v for signs in flat for v in signs.values()],
    )
    right = np.array([float(r) for one in choices for r in one.right])
    begins = np.cumsum([0, *(len(one.signs) for one in choices)])[:-1]
    of = np.repeat(np.arange(len(choices)), [len(one.signs) for one in choices])
    weight = np.array([one.weight for one in choices])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        scores = rows @ flat
        scores = np.exp(scores - np.maximum.reduceat(scores, begins)[of])
        share = scores / np.add.reduceat(scores, begins)[of]
        good = np.add.reduceat(share * right, begins) + 1e-300
        slope = weight[of] * (share - share * right / good[of])
        return -(weight * np.log(good)).sum() + 0.5 * penalty * (flat @ flat), rows.T @ slope + penalty * flat

    first = np.array([(start or {}).get(name, 0.0) for name in names])
    found = _least(loss, first, 100)
    return {
        name: round(float(value), 3) for name, value in zip(names, found, strict=True) if abs(value) > 2e-3
    }


def counted(signs: Iterable[str]) -> dict[str, float]:
    """Signs as numbers, each as often as it stands."""
    return {name: float(n) for name, n in Counter(signs).items()}


def choice(candidates: Sequence[Signed], right: Sequence[bool], weight: float = 1.0) -> Choice:
    """A choice among candidates."""
    return Choice([counted(candidate.signs) for candidate in candidates], right, weight)


def fit_yes(signs: Sequence[Sequence[str]], yes: Sequence[bool], weights: Sequence[float], documents: Sequence[str], *, penalty: float = 1.0) -> dict[str, float]:  # fmt: skip
    """Weights of a yes or no; words and signs of few documents are left out."""
    seen = {(name, document) for one, document in zip(signs, documents, strict=True) for name in one}
    count = Counter(name for name, _ in seen)
    names = sorted(name for name, n in count.items() if n >= (7 if name[:4] in ("cap:", "sec:") else 3))
    number = {name: n for n, name in enumerate(names)}
    rows = _rows([sorted({number[name] for name in sign if name in number}) for sign in signs], len(names))
    truth, weight = np.array(yes, dtype=float), np.array(weights, dtype=float)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        predicted = 1 / (1 + np.exp(-(rows @ flat)))
        lost = -(
            weight * (truth * np.log(predicted + 1e-12) + (1 - truth) * np.log(1 - predicted + 1e-12))
        ).sum()
        return lost + 0.5 * penalty * (flat @ flat), rows.T @ (weight * (predicted - truth)) + penalty * flat

    found = _least(loss, np.zeros(len(names)), 100)
    return {
        name: round(float(value), 3) for name, value in zip(names, found, strict=True) if abs(value) > 2e-3
    }


def fit_monotone(
    raw: Sequence[float], right: Sequence[bool], *, points: int = 24
) -> list[tuple[float, float]]:
    """How often claims of a raw score were right, rising: the pool-adjacent-violators fit at some points."""
    order = np.argsort(np.asarray(raw), kind="stable")
    chunks = [chunk for chunk in np.array_split(order, points) if len(chunk)]
    x = [float(np.mean([raw[n] for n in chunk])) for chunk in chunks]
    blocks: list[list[float]] = []
    for chunk in chunks:
        blocks.append([float(sum(right[n] for n in chunk)), float(len(chunk)), 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    y = [(block[0] + 0.5) / (block[1] + 1) for block in blocks for _ in range(int(block[2]))]
    return [(round(a, 4), round(b, 4)) for a, b in zip(x, y, strict=True)]
