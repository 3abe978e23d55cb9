#!/usr/bin/env bash
# scikit-image's PSNR of two images rises from 34 to 365 dB, and SSIM to 1.0, when they are kept as int64.
#
# Expected: the same grey values from 0 to 255 give the same figures, whatever whole-number type holds them.
# What happens: the range of values is taken from the type. For int64 it is 2 to the power of 64, beside which any
# error vanishes. numpy makes int64 of sums, differences, clipped or scaled pixels by default. Floats are asked for
# data_range in SSIM; integers are not.
# Versions: scikit-image 0.26.0, numpy 2.4.6
# Seen on 2026-11-30:
#   uint8: PSNR 34.1, SSIM 0.998
#   int32: PSNR 172.6, SSIM 1.000
#   int64: PSNR 365.2, SSIM 1.000
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile scikit-image==0.26.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

random = np.random.default_rng(0)
image = random.integers(0, 256, (32, 32)).astype(np.uint8)
noise = random.integers(-9, 9, image.shape)
noisy = np.clip(image.astype(int) + noise, 0, 255).astype(np.uint8)
seen = {}
for kind in ("uint8", "int32", "int64"):
    pair = image.astype(kind), noisy.astype(kind)
    seen[kind] = peak_signal_noise_ratio(*pair), structural_similarity(*pair)
    print(f"{kind}: PSNR {seen[kind][0]:.1f}, SSIM {seen[kind][1]:.3f}")

if not (seen["uint8"][0] < 40 and seen["int64"][0] > 300 and seen["int64"][1] > 0.99999 > seen["uint8"][1]):
    sys.exit("Changed: the figures no longer depend on the type.")
PYTHON
