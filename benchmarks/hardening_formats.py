"""Damaged files of every format that a door opens: sound ones are made, damaged, and handed to the command."""

import gzip
import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.hardening_cases import CARD, Tally, environment, fault_of, time_is_up, write_model

Damage = Callable[[bytes, random.Random], bytes]


def _bits(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(chance.randrange(1, 9)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body))]


def _doubled(body: bytes, chance: random.Random) -> bytes:
    first, last = sorted((chance.randrange(len(body)), chance.randrange(len(body))))
    return body[:last] + body[first:last] * chance.randrange(1, 20) + body[last:]


def _left_out(body: bytes, chance: random.Random) -> bytes:
    first, last = sorted((chance.randrange(len(body)), chance.randrange(len(body))))
    return body[:first] + body[last:]


def _noise(body: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(body))
    return body[:first] + chance.randbytes(chance.randrange(1, 400)) + body[first:]


DAMAGES: tuple[Damage, ...] = (_bits, _cut, _doubled, _left_out, _noise)


def sound_files() -> dict[str, bytes]:
    """A sound file of each format, small, made here."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    from safetensors.numpy import save

    rows = {"text": [f"row {i}" for i in range(40)], "label": ["good", "bad"] * 20}
    table, parquet, arrow = pa.table(rows), io.BytesIO(), io.BytesIO()
    pq.write_table(table, parquet)
    with pa.ipc.new_file(arrow, table.schema) as writer:
        writer.write_table(table)
    lines = "".join(
        json.dumps(dict(zip(rows, pair, strict=True))) + "\n" for pair in zip(*rows.values(), strict=True)
    )
    tex = (
        "\\documentclass{article}\\begin{document}\\begin{table}\\caption{Accuracy on SST-2}"
        "\\begin{tabular}{lc}Model & Accuracy\\\\ Ours & 91.3\\\\\\end{tabular}\\end{table}\\end{document}"
    )
    return {
        "README.md": CARD.encode(),
        "paper.tex": tex.encode(),
        "paper.pdf": _pdf(),
        "config.json": json.dumps({"model_type": "bert", "id2label": {"0": "bad", "1": "good"}}).encode(),
        "model.safetensors": save({"weight": np.zeros((4, 4), dtype=np.float32)}),
        "model.onnx": _onnx(),
        "pytorch_model.bin": _state_dict(),
        "rows.csv": ("text,label\n" + "".join(f"{t},{v}\n" for t, v in zip(*rows.values(), strict=True))).encode(),
        "rows.jsonl": lines.encode(),
        "rows.json.gz": gzip.compress(lines.encode(), mtime=0),
        "rows.parquet": parquet.getvalue(),
        "rows.arrow": arrow.getvalue(),
        "last.zip": _bundle_like(),
    }  # fmt: skip


def _pdf() -> bytes:
    import pymupdf

    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "Our model reaches an accuracy of 91.3 on SST-2.")
    return bytes(document.tobytes())


def _onnx() -> bytes:
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    ports = (
        helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3]),
        helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2]),
    )
    weight = numpy_helper.from_array(np.ones((3, 2), dtype=np.float32), "w")
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])], "g", [ports[0]], [ports[1]], [weight]
    )
    return bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString())


def _state_dict() -> bytes:
    import torch

    kept = io.BytesIO()
    torch.save({"weight": torch.zeros(2, 2)}, kept)
    return kept.getvalue()


def _bundle_like() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("manifest.json", "{}")
    return packed.getvalue()


def _words(name: str) -> tuple[str, ...]:
    """The command that takes a file of that name."""
    if name.startswith("rows."):
        return ("model", "--quiet", "--data", f"harmed/{name}")
    if name.endswith(".zip"):
        return ("replay", f"harmed/{name}")
    if name.endswith((".md", ".tex", ".pdf")):
        return ("extract", f"harmed/{name}")
    return ("harmed", "--quiet")


def try_formats(folder: Path, most: int, seed: int) -> Tally:
    """Damage a sound file and type the command that opens it, that many times, over all formats in turn."""
    tally = Tally("damaged files of all formats", "python benchmarks/hardening.py formats")
    write_model(folder / "model")
    files, chance = sound_files(), random.Random(seed)
    (folder / "home").mkdir()
    names = sorted(files)
    for case in range(most):
        if time_is_up():
            break
        name, damage = names[case % len(names)], chance.choice(DAMAGES)
        shutil.rmtree(folder / "harmed", ignore_errors=True)
        write_model(folder / "harmed")
        (folder / "harmed" / name).write_bytes(damage(files[name], chance))
        wrong = fault_of(*_words(name), environ=environment(folder / "home"), cwd=folder)
        tally.note(f"{name} {damage.__name__.strip('_').replace('_', ' ')}, case {case}", wrong)
    return tally
