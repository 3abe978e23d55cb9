#!/usr/bin/env bash
# huggingface_hub gives all results of a model card to the model that is named last.
#
# Expected: the metadata of a card (model-index) may list several models, each with its results. ModelCard keeps apart
# which result belongs to which model; loading a card and writing it again changes nothing.
# What happens: loading throws all results together under the last name, without a word. The card below says that
# "small" reaches 0.71 and "large" 0.93; once written again it says that "large" reaches both and "small" is gone.
# Versions: huggingface_hub 2.4.0
# Seen on 2026-11-30:
#   models in the card: ['small', 'large']
#   models after loading and writing: {'large': [0.71, 0.93]}
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile huggingface_hub==2.4.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import yaml
from huggingface_hub import ModelCard


def entry(name: str, accuracy: float) -> dict:
    """One model of a model-index with one result."""
    result = {
        "task": {"type": "text-classification"},
        "dataset": {"name": "Reviews", "type": "reviews"},
        "metrics": [{"type": "accuracy", "value": accuracy}],
    }
    return {"name": name, "results": [result]}


models = [entry("small", 0.71), entry("large", 0.93)]
card = ModelCard("---\n" + yaml.safe_dump({"license": "mit", "model-index": models}) + "---\n# Two models\n")
written = yaml.safe_load(str(card).split("---")[1])["model-index"]
after = {
    model["name"]: [metric["value"] for result in model["results"] for metric in result["metrics"]]
    for model in written
}
print("models in the card:", [model["name"] for model in models])
print("models after loading and writing:", after)

if after != {"large": [0.71, 0.93]}:
    sys.exit("Changed: the results of the two models are no longer put under one name.")
PYTHON
