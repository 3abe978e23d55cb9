"""Names of average precision with marks above and below, as papers on detection print them: "AP^b_{50}", "AP_r"."""

import re
from dataclasses import dataclass

from claims import catalog
from claims.catalog.metrics import Metric

_NAME = re.compile(
    r"^\$?\s?\\?(?:text|mathrm|mathbf)?\s?\{?\s?(?P<name>m?AP)\s?\}?(?P<marks>(?:[_^][^_^]{1,16})+)\$?$"
)
_MARKS = re.compile(r"([_^])([^_^]+)")
_PLAIN = re.compile(r"\\(?:text|mathrm|mathit|rm|it)\b|[{}$\s\\]")
_BY_MARK = {
    "50": "ap_50", "0.5": "ap_50", ".5": "ap_50", "75": "ap_75", "0.75": "ap_75", "50:95": "ap", "50-95": "ap",
    "S": "ap_small", "s": "ap_small", "small": "ap_small", "M": "ap_medium", "medium": "ap_medium",
    "L": "ap_large", "l": "ap_large", "large": "ap_large",
    "r": "ap_rare", "rare": "ap_rare", "c": "ap_common", "common": "ap_common", "f": "ap_frequent", "frequent": "ap_frequent",
}  # fmt: skip
"""Thresholds of overlap, sizes of objects (COCO) and frequencies of classes (LVIS)."""
_BOX = frozenset({"b", "bb", "box", "bbox", "det"})
_MASK = frozenset({"m", "mk", "mask", "seg", "segm"})
_SPLITS = frozenset({"val", "test", "test-dev", "minival"})


@dataclass(frozen=True)
class DetectionAp:
    """What such a name says."""

    metric: Metric
    split: str | None


def detection_ap(text: str) -> DetectionAp | None:
    """The metric of a name with marks; None where a mark is unknown or there is none."""
    match = _NAME.match(text.strip())
    if not match:
        return None
    marks = [_at(place, _PLAIN.sub("", mark).rstrip(",")) for place, mark in _MARKS.findall(match["marks"])]
    areas = [mark for mark in marks if mark not in _BOX | _MASK | _SPLITS]
    if len(areas) > 1 or any(mark not in _BY_MARK for mark in areas):
        return None
    metric = catalog.metric(_BY_MARK[areas[0]] if areas else "ap")
    return DetectionAp(metric, next((mark for mark in marks if mark in _SPLITS), None)) if metric else None


def _at(place: str, mark: str) -> str:
    """The mark; a lowered m is that of objects of medium size, a raised one that of masks."""
    return "M" if (place, mark) == ("_", "m") else mark
