"""Average precision from matches that are kept by picture, so that pictures are drawn again without matching again.

Values are those of pycocotools for all areas and 100 boxes a picture. Only the ranks at which a true box is hit bear
on it: precision falls between them. A draw gives each picture a count, and the true and false boxes up to such a rank
are sums of those counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reproducers.lab.models.box_overlap import overlaps_of
from reproducers.lab.models.detector import Box
from reproducers.lab.scoring.average_precision import Detections

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats, Ints

OVERLAPS = tuple(0.5 + 0.05 * i for i in range(10))
OVERLAPS_OF = {"ap": slice(None), "ap_50": slice(0, 1), "ap_75": slice(5, 6)}
"""Which of them each metric is the mean over."""
_RECALLS, _DRAWS = 101, 1000
_GROUPS = 400  # left-out groups for the acceleration (Efron and Narasimhan, JCGS 29, 2020, use a few hundred)
_MOST = 100  # boxes of one picture and class that count
_AT_ONCE = 20_000_000  # numbers held at a time


@dataclass(frozen=True)
class _ClassMatches:
    """The boxes of one class over all pictures, the surest first."""

    pictures: "Ints"
    """The picture of each box, of shape (boxes,)."""
    hits: "NDArray[np.bool_]"
    """Whether it hits a true box, of shape (boxes, overlaps)."""
    true: "Floats"
    """True boxes of each picture, of shape (pictures,)."""


class MatchedBoxes:
    """The found boxes of some pictures, matched with the true ones."""

    def __init__(self, pictures: Sequence[Detections]) -> None:
        kinds = sorted({box.kind for picture in pictures for box in picture.true})
        self.pictures = len(pictures)
        self._classes = [_matches(pictures, kind) for kind in kinds]

    def average_precision(self) -> float:
        """The mean over classes and ten overlaps, from 0 to 1; NaN without a true box."""
        import numpy as np

        return float(self.draws(np.ones((1, self.pictures)))[0])

    def draws(self, counts: "Floats", metric: str = "ap") -> "Floats":
        """The metric's value in each draw; `counts`, of shape (draws, pictures), says how often each is drawn.

        A class that a draw has no true box of is left out of its mean, as a class without true boxes is anyway.
        """
        import numpy as np

        total, classes = np.zeros(len(counts)), np.zeros(len(counts))
        for matches in self._classes:
            values = _precision_of_class(matches, counts, OVERLAPS_OF[metric])
            there = np.isfinite(values)
            total[there] += values[there]
            classes += there
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(classes > 0, total / classes, np.nan)


def drawn(pictures: int, seed: int) -> "Floats":
    """How often each of 1,000 draws holds each picture, of shape (draws, pictures)."""
    import numpy as np

    shares = np.full(pictures, 1 / pictures)
    return np.random.default_rng(seed).multinomial(pictures, shares, _DRAWS).astype(np.float64)


def each_left_out(pictures: int) -> "Floats":
    """All pictures but one, or but one group of many, for each in turn, as `drawn` gives draws."""
    import numpy as np

    groups = min(pictures, _GROUPS)
    counts = np.ones((groups, pictures))
    for group in range(groups):
        counts[group, group::groups] = 0.0
    return counts


def _matches(pictures: Sequence[Detections], kind: int) -> _ClassMatches:
    import numpy as np

    scores: list[float] = []
    places: list[int] = []
    hits: list[NDArray[np.bool_]] = []
    true = np.zeros(len(pictures))
    for number, picture in enumerate(pictures):
        wanted = [box.corners for box in picture.true if box.kind == kind]
        detected = sorted((b for b in picture.detected if b.kind == kind), key=lambda b: -b.score)[:_MOST]
        detected = [box for box in detected if _area(box) >= 0]  # pycocotools counts no box turned inside out
        true[number] = len(wanted)
        scores += [box.score for box in detected]
        places += [number] * len(detected)
        if detected:
            hits.append(_hits(detected, wanted))
    order = np.argsort(-np.array(scores), kind="stable")
    stacked = np.concatenate(hits) if hits else np.zeros((0, len(OVERLAPS)), dtype=np.bool_)
    return _ClassMatches(np.array(places, dtype=np.int64)[order], stacked[order], true)


def _area(box: Box) -> float:
    left, top, right, bottom = box.corners
    return (right - left) * (bottom - top)


def _hits(detected: list[Box], wanted: list[tuple[float, float, float, float]]) -> "NDArray[np.bool_]":
    """Whether each found box takes a true one that is still free, at each overlap; the surest choose first.

    Of true boxes that overlap equally, the later one is taken, as pycocotools does.
    """
    import numpy as np

    hits = np.zeros((len(detected), len(OVERLAPS)), dtype=np.bool_)
    if not wanted:
        return hits
    shares = overlaps_of(np.array([box.corners for box in detected]), np.array(wanted))
    for at, least in enumerate(OVERLAPS):
        free = np.ones(len(wanted), dtype=np.bool_)
        for i, row in enumerate(shares):
            open_shares = np.where(free, row, -1.0)
            best = len(wanted) - 1 - int(np.argmax(open_shares[::-1]))
            if open_shares[best] >= min(least, 1 - 1e-10):
                free[best] = False
                hits[i, at] = True
    return hits


def _precision_of_class(matches: _ClassMatches, counts: "Floats", overlaps: slice) -> "Floats":
    """The average precision of a class in each draw, over these overlaps; NaN where the draw has no true box of it."""
    import numpy as np

    total = counts @ matches.true
    result = np.full(len(counts), np.nan)
    there = np.flatnonzero(total > 0)
    if not len(matches.pictures):
        result[there] = 0.0
        return result
    step = max(1, _AT_ONCE // (len(matches.pictures) * 3))
    for start in range(0, len(there), step):
        which = there[start : start + step]
        drawn = counts[which][:, matches.pictures]
        every = drawn.cumsum(axis=1)
        values = [_interpolated(drawn, every, hit, total[which]) for hit in matches.hits.T[overlaps]]
        result[which] = np.mean(values, axis=0)
    return result


def _interpolated(drawn: "Floats", every: "Floats", hit: "NDArray[np.bool_]", total: "Floats") -> "Floats":
    """The mean of the interpolated precision over 101 recalls, for each draw at one overlap."""
    import numpy as np

    at = np.flatnonzero(hit)
    if not len(at):
        return np.zeros(len(drawn))
    right = drawn[:, at].cumsum(axis=1)
    precision = right / np.maximum(every[:, at], 1.0)
    precision = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    reached = np.searchsorted(np.linspace(0, 1, _RECALLS), _recalls(right, total), side="right")
    before = np.concatenate([np.zeros((len(drawn), 1), dtype=reached.dtype), reached[:, :-1]], axis=1)
    summed: Floats = ((reached - before) * precision).sum(axis=1)
    return summed / _RECALLS


def _recalls(right: "Floats", total: "Floats") -> "Floats":
    """The recall after each hit, of shape (draws, hits); none before the first drawn hit."""
    import numpy as np

    return np.where(right > 0, right / total[:, None], -1.0)
