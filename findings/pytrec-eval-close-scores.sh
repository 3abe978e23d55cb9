#!/usr/bin/env bash
# pytrec_eval takes scores that differ for equal, and then ranks by the names of the documents.
#
# Expected: a run is a dictionary of Python floats, so scores that differ in the eighth digit are in a definite order.
# What happens: trec_eval, which does the work, keeps scores as 32-bit floats. Cosine similarities like 0.99999999 and
# 0.99999998 become equal, and equal scores are put in the reverse order of the document ids. The same run has a
# reciprocal rank of 1.0 or 0.5 depending on how the two documents are called.
# Versions: pytrec-eval-terrier 0.5.11
# Seen on 2026-11-30:
#   the better document is called "a": reciprocal rank 0.5
#   the better document is called "b": reciprocal rank 1.0
#   the same with scores that differ in the fourth digit: 1.0 and 1.0
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile pytrec-eval-terrier==0.5.11
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import pytrec_eval


def reciprocal_rank(best: str, other: str, high: float, low: float) -> float:
    """The reciprocal rank of a run whose only relevant document has the highest score."""
    judge = pytrec_eval.RelevanceEvaluator({"query": {best: 1, other: 0}}, {"recip_rank"})
    return judge.evaluate({"query": {best: high, other: low}})["query"]["recip_rank"]


close = [reciprocal_rank(*names, 0.99999999, 0.99999998) for names in (("a", "b"), ("b", "a"))]
apart = [reciprocal_rank(*names, 0.9999, 0.9998) for names in (("a", "b"), ("b", "a"))]
print(f'the better document is called "a": reciprocal rank {close[0]}')
print(f'the better document is called "b": reciprocal rank {close[1]}')
print(f"the same with scores that differ in the fourth digit: {apart[0]} and {apart[1]}")

if (close, apart) != ([0.5, 1.0], [1.0, 1.0]):
    sys.exit("Changed: close scores are now told apart, or ties are broken otherwise.")
PYTHON
