"""The learned weights of the table reader, and the two kinds of linear models that use them."""

import functools
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol, TypeVar

import numpy as np


class Signed(Protocol):
    """What has signs that speak for or against it."""

    @property
    def signs(self) -> tuple[str, ...]:
        """The names of its signs."""


T = TypeVar("T", bound=Signed)


@dataclass(frozen=True)
class ReaderWeights:
    """What was learned."""

    roles: np.ndarray
    """For each slot of features, its weight for each role of a phrase."""
    within: np.ndarray
    """For what a level carries, how often its phrases have each role."""
    structure: Mapping[str, float]
    """What an assignment of all levels is scored by."""
    metric: Mapping[str, float]
    dataset: Mapping[str, float]
    subject: Mapping[str, float]
    """What candidates are scored by."""
    keep: Mapping[str, float]
    """What tells numbers that are claims from those that are none."""
    trust: Mapping[str, float]
    """What the score of a claim is made from."""
    sure: Sequence[tuple[float, float]]
    """How often claims of a raw score were right on documents that the model had not seen: score, share."""


@functools.cache
def model() -> ReaderWeights:
    """The committed weights."""
    folder = files("extractors.tables.weights")
    roles = np.load(io.BytesIO((folder / "roles.npz").read_bytes()))
    rest = json.loads((folder / "table_reader.json").read_text("utf-8"))
    dense = np.zeros((int(roles["width"]), roles["weights"].shape[1]), dtype=np.float32)
    dense[roles["slots"]] = roles["weights"].astype(np.float32)
    return ReaderWeights(
        roles=dense, within=np.array(rest.pop("within")), **{key: rest[key] for key in _PARTS}
    )


_PARTS = ("structure", "metric", "dataset", "subject", "keep", "trust", "sure")


def shares(candidates: Sequence[Signed], weights: Mapping[str, float]) -> tuple[float, ...]:
    """How likely each candidate is beside the others; together 1."""
    scores = np.array([_score(candidate, weights) for candidate in candidates])
    likely_ = np.exp(scores - scores.max())
    return tuple(float(share) for share in likely_ / likely_.sum())


def pick(candidates: Sequence[T], weights: Mapping[str, float]) -> tuple[T, float, T | None]:
    """The likeliest candidate, its share among all, and the next."""
    scores = np.array([_score(candidate, weights) for candidate in candidates])
    shares = np.exp(scores - scores.max())
    shares = shares / shares.sum()
    order = np.argsort(-shares, kind="stable")
    second = candidates[int(order[1])] if len(order) > 1 else None
    return candidates[int(order[0])], float(shares[order[0]]), second


def _score(candidate: Signed, weights: Mapping[str, float]) -> float:
    return sum(weights.get(sign, 0.0) for sign in candidate.signs)


def likely(signs: Iterable[str], weights: Mapping[str, float]) -> float:
    """The probability that signs speak for."""
    score = sum(weights.get(sign, 0.0) for sign in dict.fromkeys(signs))
    return float(1 / (1 + np.exp(-score)))


def calibrated(raw: float, table: Sequence[tuple[float, float]]) -> float:
    """How often a claim of a raw score is right, between the points of the table."""
    return float(np.interp(raw, [point for point, _ in table], [share for _, share in table]))
