#!/usr/bin/env bash
# Counters of operations say 0 for a transformer or an LSTM that works, depending on how it is called.
#
# Expected: a model and an input have one count of floating-point operations, and a counter that misses some says so.
# What happens: under torch.no_grad(), as one measures, a TransformerEncoder takes a fused path that PyTorch's
# FlopCounterMode does not know: 1,310,720 becomes 0. An LSTM is 0 for it always, and for fvcore (whose warnings are
# silenced in many scripts); a GRU is counted by PyTorch and is 0 for fvcore.
# Versions: torch 2.13.0, fvcore 0.1.5.post20221221, numpy 2.4.6
# A large download: torch. A build for CPUs will do (pip's --find-links or PIP_FIND_LINKS may point to one).
# Seen on 2026-11-30:
#   TransformerEncoder: 1310720 with gradients, 0 without
#   LSTM: 0 with gradients, 0 without, fvcore 0
#   GRU: 491520 with gradients, 491520 without, fvcore 0
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile torch==2.13.0 fvcore==0.1.5.post20221221 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import logging
import sys

import torch
from fvcore.nn import FlopCountAnalysis
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

logging.disable(logging.CRITICAL)
rows = torch.randn(1, 10, 64)


def operations(model: nn.Module, gradients: bool) -> int:
    """What PyTorch's own counter says about one call."""
    with torch.set_grad_enabled(gradients), FlopCounterMode(display=False) as counter:
        model(rows)
    return counter.get_total_flops()


layer = nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)
transformer = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).eval()
encoder = [operations(transformer, True), operations(transformer, False)]
print(f"TransformerEncoder: {encoder[0]} with gradients, {encoder[1]} without")
seen = {}
for kind in (nn.LSTM, nn.GRU):
    model = kind(64, 64, batch_first=True).eval()
    seen[kind] = [operations(model, True), operations(model, False), int(FlopCountAnalysis(model, rows).total())]
    print("{}: {} with gradients, {} without, fvcore {}".format(kind.__name__, *seen[kind]))

if not (encoder[0] > 0 and encoder[1] == 0 and seen[nn.LSTM] == [0, 0, 0] and seen[nn.GRU][0] > 0 == seen[nn.GRU][2]):
    sys.exit("Changed: one of the counters now sees these layers.")
PYTHON
