#!/usr/bin/env bash
# fairlearn calls a classifier that makes no mistake as unfair as can be, if a group has no positive rows.
#
# Expected: the equalised odds of a perfect classifier differ by 0, or not at all (NaN) where a rate has no
# denominator.
# What happens: the true positive rate of a group without positives is set to 0, that of the other group is 1, so the
# difference is 1.0, the worst value, and the ratio 0.0. Small groups in a sample have no positives all the time.
# Versions: fairlearn 0.15.0, scikit-learn 1.9.1, pandas 3.1.1
# Seen on 2026-11-30:
#   accuracy 1.0, difference in equalised odds 1.0, ratio 0.0
#   with one positive in each group: difference 0.0
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile fairlearn==0.15.0 scikit-learn==1.9.1 pandas==3.1.1
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

from fairlearn.metrics import equalized_odds_difference, equalized_odds_ratio
from sklearn.metrics import accuracy_score

groups = list("aaaabbbb")
truth = [1, 1, 0, 0, 0, 0, 0, 0]
difference = float(equalized_odds_difference(truth, truth, sensitive_features=groups))
ratio = float(equalized_odds_ratio(truth, truth, sensitive_features=groups))
both = [1, 1, 0, 0, 1, 0, 0, 0]
expected = float(equalized_odds_difference(both, both, sensitive_features=groups))
print(f"accuracy {accuracy_score(truth, truth)}, difference in equalised odds {difference}, ratio {ratio}")
print(f"with one positive in each group: difference {expected}")

if (difference, ratio, expected) != (1.0, 0.0, 0.0):
    sys.exit("Changed: a group without positives is now treated otherwise.")
PYTHON
