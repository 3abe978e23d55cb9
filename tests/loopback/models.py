"""Small models for the loopback hub, made here."""

import json
import random
from pathlib import Path

SECRET = "hf_" + "canary" * 6
"""A token that must never be found anywhere."""


def safetensors(numbers: int = 50_000) -> bytes:
    """A file with one tensor of that many bytes, a third of a header and random data."""
    header = json.dumps({"w": {"dtype": "U8", "shape": [numbers], "data_offsets": [0, numbers]}}).encode()
    return len(header).to_bytes(8, "little") + header + random.Random(0).randbytes(numbers)


def make_model(root: Path, name: str = "org/model", said: dict[str, object] | None = None) -> Path:
    """A repository with a card, configuration, two formats of weights, and things of no use."""
    folder = root / name
    (folder / ".eval_results").mkdir(parents=True)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# Model\n\nThe accuracy is 91.5% on SST-2.\n")
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "pad": "x" * 2000}))
    (folder / "vocab.txt").write_text("\n".join(f"word{i}" for i in range(500)))
    (folder / ".eval_results" / "sst2.yaml").write_text("- dataset: sst2\n  value: 91.5\n")
    (folder / "LICENSE").write_text("MIT\n")
    (folder / "empty.txt").write_text("")
    (folder / "model.safetensors").write_bytes(safetensors())
    (folder / "pytorch_model.bin").write_bytes(b"PK\x03\x04" + bytes(3000))
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "train.csv").write_text("a,b\n1,2\n")
    tags = {
        "tags": ["arxiv:1706.03762", "license:mit", "base_model:finetune:org/base", "base_model:org/base"]
    }
    (folder / ".hub.json").write_text(json.dumps({**tags, **(said or {})}))
    return folder
