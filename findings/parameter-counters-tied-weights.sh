#!/usr/bin/env bash
# Three counters of parameters give three sizes for one small language model.
#
# Expected: a model whose output layer shares the weights of its embedding has each weight once: 32,512 parameters,
# which is what PyTorch's own parameters() lists.
# What happens: torchinfo counts the shared weights twice (64,000) and leaves out the position embedding, a bare
# parameter beside other layers; thop leaves that out, too (32,000). fvcore is right. Published sizes come from such
# tools.
# Versions: torch 2.13.0, torchinfo 1.8.0, thop 0.1.1.post2209072238, fvcore 0.1.5.post20221221, numpy 2.4.6
# A large download: torch. A build for CPUs will do (pip's --find-links or PIP_FIND_LINKS may point to one).
# Seen on 2026-11-30:
#   parameters(): 32512
#   torchinfo: 64000
#   thop: 32000
#   fvcore: 32512
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile torch==2.13.0 torchinfo==1.8.0 \
    thop==0.1.1.post2209072238 fvcore==0.1.5.post20221221 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import thop
import torch
import torchinfo
from fvcore.nn import parameter_count
from torch import nn


class LanguageModel(nn.Module):
    """Embedding, positions and an output layer that shares the embedding's weights."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(1000, 32)
        self.positions = nn.Parameter(torch.zeros(16, 32))
        self.output = nn.Linear(32, 1000, bias=False)
        self.output.weight = self.embedding.weight

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.output(self.embedding(tokens) + self.positions)


model, tokens = LanguageModel().eval(), torch.zeros(1, 16, dtype=torch.long)
counts = {
    "parameters()": sum(parameter.numel() for parameter in model.parameters()),
    "torchinfo": torchinfo.summary(model, input_data=tokens, verbose=0).total_params,
    "thop": int(thop.profile(model, (tokens,), verbose=False)[1]),
    "fvcore": parameter_count(model)[""],
}
for counter, count in counts.items():
    print(f"{counter}: {count}")

if list(counts.values()) != [32512, 64000, 32000, 32512]:
    sys.exit("Changed: one of the counters now counts otherwise.")
PYTHON
