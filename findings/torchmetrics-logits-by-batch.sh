#!/usr/bin/env bash
# torchmetrics' accuracy of the same logits depends on how they are cut into batches.
#
# Expected: a metric that is updated batch by batch has the value that it has on all rows at once.
# What happens: binary metrics take scores for logits if any of them lies outside 0 to 1, and decide that anew for
# every batch. In a batch whose logits all happen to lie between 0 and 1, they count as probabilities: 0.3 is "no",
# where as a logit it is "yes". A small or sorted last batch is enough; all rows at once are judged as logits.
# Versions: torchmetrics 1.9.0, torch 2.13.0
# A large download: torch. A build for CPUs will do (pip's --find-links or PIP_FIND_LINKS may point to one).
# Seen on 2026-11-30:
#   one batch of eight: accuracy 1.000
#   two batches of four: accuracy 0.625
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile torchmetrics==1.9.0 torch==2.13.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import torch
from torchmetrics.classification import BinaryAccuracy

logits = torch.tensor([0.2, 0.3, 0.4, 0.9, -2.0, -3.0, 4.0, 5.0])
truth = torch.tensor([1, 1, 1, 1, 0, 0, 1, 1])
whole, parts = BinaryAccuracy(), BinaryAccuracy()
whole.update(logits, truth)
for start in (0, 4):
    parts.update(logits[start : start + 4], truth[start : start + 4])
print(f"one batch of eight: accuracy {whole.compute():.3f}")
print(f"two batches of four: accuracy {parts.compute():.3f}")

if not (whole.compute() == 1 and parts.compute() < 0.7):
    sys.exit("Changed: the accuracy no longer depends on the batches.")
PYTHON
