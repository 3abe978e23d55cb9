#!/usr/bin/env bash
# Numbering a COCO file's annotations from 0 costs a perfect detector almost half of its mean average precision.
#
# Expected: the id of an annotation is a name; numbering from 0 or from 1 gives the same score.
# What happens: COCOeval notes the id of the box that a detection was matched with, and 0 means "none". The detection
# of the box with the id 0 so counts as a false positive: with four boxes 1.0 becomes 0.564. The fewer the boxes of a
# class, the larger the loss. Converters that enumerate() boxes number from 0. faster-coco-eval 1.8.0 does the same.
# Versions: pycocotools 2.0.11, numpy 2.4.6
# Seen on 2026-11-30:
#   ids from 1: mean average precision 1.000
#   ids from 0: mean average precision 0.564
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile pycocotools==2.0.11 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import contextlib
import io
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def mean_average_precision(first_id: int) -> float:
    """The score of detections that are exactly the four true boxes, whose ids count from a given number."""
    box = {"category_id": 1, "bbox": [10, 10, 30, 30]}
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = {
            "images": [{"id": image, "width": 100, "height": 100} for image in range(4)],
            "categories": [{"id": 1, "name": "thing"}],
            "annotations": [box | {"id": first_id + n, "image_id": n, "area": 900, "iscrowd": 0} for n in range(4)],
        }
        truth.createIndex()
        detections = truth.loadRes([box | {"image_id": image, "score": 0.9 - image / 10} for image in range(4)])
        evaluation = COCOeval(truth, detections, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return float(evaluation.stats[0])


scores = [mean_average_precision(first_id) for first_id in (1, 0)]
for first_id, score in zip((1, 0), scores):
    print(f"ids from {first_id}: mean average precision {score:.3f}")

if not (scores[0] > 0.999 and scores[1] < 0.6):
    sys.exit("Changed: the id 0 is no longer special.")
PYTHON
