#!/usr/bin/env bash
# In ir-measures the reciprocal rank can be higher with a cutoff of 10 than without one.
#
# Expected: RR@10 is RR, with 0 where the first relevant document comes later. It is never higher, and the two are equal
# for every run of ten documents or fewer.
# What happens: different code computes the two. For RR@10 documents of equal score stand in the order of their names,
# for RR in the opposite order. With three tied documents RR is 0.333 and RR@10 is 1.000, in one call. A
# system that gives one score to all documents, and so ranks nothing, gets 1.000 where the answer's name comes first.
# Versions: ir-measures 0.4.3, pytrec-eval-terrier 0.5.11
# Seen on 2026-11-30:
#   three tied documents, the answer is d00: RR 0.333, RR@10 1.000
#   three documents with distinct scores, the answer is d00: RR 1.000, RR@10 1.000
#   twenty tied documents, the answer is d00: RR 0.050, RR@10 1.000
#   twenty tied documents, the answer is d19: RR 1.000, RR@10 0.000
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile ir-measures==0.4.3 pytrec-eval-terrier==0.5.11
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import ir_measures
from ir_measures import RR

seen = []
for name, count, step, answer in (
    ("three tied documents", 3, 0.0, 0),
    ("three documents with distinct scores", 3, 0.1, 0),
    ("twenty tied documents", 20, 0.0, 0),
    ("twenty tied documents", 20, 0.0, 19),
):
    run = {"query": {f"d{row:02d}": 0.5 - step * row for row in range(count)}}
    answers = {"query": {f"d{answer:02d}": 1}}
    scores = ir_measures.calc_aggregate([RR, RR @ 10], answers, run)
    seen.append((scores[RR], scores[RR @ 10]))
    print(f"{name}, the answer is d{answer:02d}: RR {seen[-1][0]:.3f}, RR@10 {seen[-1][1]:.3f}")

if not (seen[0][1] > seen[0][0] and seen[2][1] > seen[2][0] and seen[3][1] < seen[3][0]):
    sys.exit("Changed: RR and RR@10 now put tied documents in one order.")
if seen[1][0] != seen[1][1]:
    sys.exit("Changed: RR and RR@10 differ without ties, too.")
PYTHON
