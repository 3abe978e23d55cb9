#!/usr/bin/env bash
# Whether the package bottleneck is installed changes the standard deviation that pandas computes.
#
# Expected: bottleneck only makes pandas faster. The standard deviation of thirty million equal float32 numbers is 0.
# What happens: with bottleneck, pandas says 0.0234 (a quarter of the value itself): bottleneck adds up in float32.
# The mean is right both times, since pandas does not hand that over; so nothing looks odd. No code has to import
# bottleneck: pandas uses it if it is there. Losses and embeddings are often float32.
# Versions: pandas 3.1.1, bottleneck 1.6.0, numpy 2.4.6
# Seen on 2026-11-30:
#   without bottleneck: mean 0.1000, standard deviation 0.0000
#   with bottleneck: mean 0.1000, standard deviation 0.0234
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile pandas==3.1.1 bottleneck==1.6.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
import pandas as pd

losses = pd.Series(np.full(30_000_000, 0.1, dtype=np.float32))
seen = {}
for bottleneck in (False, True):
    pd.set_option("compute.use_bottleneck", bottleneck)  # what pandas does by itself when it is not installed, or is
    seen[bottleneck] = float(losses.std())
    word = "with" if bottleneck else "without"
    print(f"{word} bottleneck: mean {losses.mean():.4f}, standard deviation {seen[bottleneck]:.4f}")

if not (seen[False] < 1e-6 and seen[True] > 0.01):
    sys.exit("Changed: the standard deviation no longer depends on bottleneck.")
PYTHON
