"""Finds a model's weights and their format, by the first bytes of the files and never by their names."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import JsonValue

from claims.errors import ReadError
from claims.records import ModelFile, ModelFormat
from claims.safetensors_header import LARGEST_HEADER, Header, header_length, read_header
from reproducers.lab.files import gguf_header
from reproducers.lab.files.adapter import adapter_refusal
from reproducers.lab.files.json_file import read_start, read_table
from reproducers.lab.files.other_formats import other_format
from reproducers.lab.files.pickle_gate import examine
from reproducers.lab.refusal import SAY_WHICH, Refusal

Kind = Literal["safetensors", "onnx", "pickle", "pointer", "gguf", "other", "empty"]

SUFFIXES = {
    ".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".p", ".joblib", ".onnx", ".h5", ".hdf5",
    ".keras", ".gguf", ".npz", ".npy", ".msgpack", ".tflite", ".pb", ".ot", ".bz2", ".gz", ".zip", ".tar", ".7z",
    ".skops", ".cbm", ".ubj", ".bst", ".xgb", ".lgb", ".ftz",
}  # fmt: skip
"""Names that weights go by: only such files are looked into."""
_CONVERT = (
    "Ask for safetensors, or convert it where you trust it: "
    "AutoModel….from_pretrained(folder).save_pretrained(folder, safe_serialization=True)."
)
_EXPORT = (
    "Ask for ONNX or safetensors, or export it where you trust it: "
    'torch.onnx.export(torch.jit.load("model.pt"), example, "model.onnx", dynamo=False).'
)
_PARTS = ("encoder_model", "decoder_model", "decoder_with_past_model")
"""How optimum names the files of an encoder-decoder."""
_MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"version https://git-lfs", "pointer"),
    (0, b"GGUF", "gguf"),
    (0, b"PK\x03\x04", "pickle"),  # torch.save writes a zip archive of pickles; so do Keras and numpy
    (0, b"PK\x05\x06", "pickle"),
    (0, b"\x80", "pickle"),
    (0, b"\x1f\x8b", "pickle"),  # joblib compresses by gzip, zlib, bzip2 or lzma
    (0, b"\x78", "pickle"),
    (0, b"BZh", "pickle"),
    (0, b"\xfd7zXZ", "pickle"),
    (0, b"7z\xbc\xaf", "pickle"),
    (0, b"\x93NUMPY", "pickle"),
    (0, b"\x89HDF", "pickle"),
    (257, b"ustar", "pickle"),
)


_SHARD = re.compile(r"pytorch_model-\d{5}-of-\d{5}\.bin")


@dataclass(frozen=True)
class Weights:
    """The files that hold the weights, or why there are none that may be opened."""

    format: ModelFormat
    files: tuple[ModelFile, ...] = ()
    refusal: Refusal | None = None


def find_weights(
    root: Path, files: tuple[ModelFile, ...], *, isolated: bool = False, glimpse: bool = False
) -> Weights:
    """The weights among the files of a folder: safetensors first, then ONNX, then state dicts and GGUF.

    A state dict has to pass the gate, and is only for a fully isolated child; of a glimpse, which holds only its
    first bytes, the gate can say nothing yet, and says it once the file is here.
    """
    kinds = {file: kind_of(root / file.path, file.size) for file in files if _named_like_weights(file)}
    lying = [f for f, kind in kinds.items() if f.path.endswith(".safetensors") and kind == "pickle"]
    if lying:
        says = f"{lying[0].path} is not safetensors but a pickle or archive. {_CONVERT}"
        return Weights("pickle", tuple(lying), Refusal("unsafe_weights", says))
    for wanted in (_safetensors, _onnx):
        weights = wanted(root, kinds)
        if weights:
            return weights
    if not any(kind in ("pointer", "gguf") or _is_state_dict(file) for file, kind in kinds.items()):
        other = other_format(root, files)
        if other is not None:
            return Weights("pickle" if other[1].reason == "unsafe_weights" else "none", (other[0],), other[1])
    return _refused(root, kinds, isolated, glimpse)


def kind_of(path: Path, size: int) -> Kind:
    """What a file is, from its content."""
    if size == 0:
        return "empty"
    start = read_start(path, 512)
    if start[8:9] == b"{" and _is_safetensors(path, size):
        return "safetensors"  # its first eight bytes are a length, which may look like any other format's
    for at, magic, kind in _MAGIC:
        if start[at : at + len(magic)] == magic:
            return kind
    if start[8:9] == b"{" and path.suffix == ".safetensors":
        return "safetensors"
    if start[8:9] == b"{" and int.from_bytes(start[:8], "little") < size:
        return "safetensors"
    # a ModelProto begins with ir_version (field 1) or, written the other way round, with a string or the graph
    return (
        "onnx" if path.suffix == ".onnx" or start[:2] in (b"\x08\x03", b"\x08\x07", b"\x08\x08") else "other"
    )


def _is_safetensors(path: Path, size: int) -> bool:
    """Whether the header is whole, and its tensors fill a file of that size from end to end."""
    start = read_start(path, 8)
    length = int.from_bytes(start, "little")
    if length > min(LARGEST_HEADER, size - 8):
        return False
    try:
        read_header(read_start(path, 8 + length), size)
    except ReadError:
        return False
    return True


def header_of(path: Path) -> Header:
    """The header of a safetensors file; raises ReadError if the file is not one to the last byte."""
    length = header_length(read_start(path, 8))
    return read_header(read_start(path, 8 + length), path.stat().st_size)


def _safetensors(root: Path, kinds: dict[ModelFile, Kind]) -> Weights | None:
    """The shards that an index names, else model.safetensors, else the only file of the kind."""
    here = {f.path: f for f, kind in kinds.items() if kind == "safetensors" and _at_top(f.path)}
    index = read_table(root / "model.safetensors.index.json").get("weight_map")
    if index is not None:
        return _shards(index, here)
    if not here:
        return None
    adapters = [f for name, f in here.items() if name.startswith("adapter_")]
    if len(adapters) == len(here):
        return Weights("safetensors", tuple(adapters), adapter_refusal(root, adapters[0]))
    inner = [f for name, f in here.items() if "/" in name]
    outer = [f for name, f in here.items() if "/" not in name and f not in adapters]
    if "model.safetensors" in here:
        outer = [here["model.safetensors"]]
    if adapters and outer and (root / "adapter_config.json").is_file():
        beside = adapter_refusal(root, adapters[0], beside=outer[0].path)
        return Weights("safetensors", (*outer, *adapters), beside)
    if len(outer) > 1:
        names = ", ".join(f.path for f in outer[:5])
        detail = f"The folder holds several models ({names}). {SAY_WHICH}"
        return Weights("safetensors", tuple(outer), Refusal("ambiguous_model", detail))
    return _checked(root, (*outer, *inner)) if outer else None


def _shards(index: JsonValue, here: dict[str, ModelFile]) -> Weights:
    if not isinstance(index, dict) or not all(isinstance(name, str) for name in index.values()):
        raise ReadError(
            "model.safetensors.index.json: weight_map is not a table of tensors and files.",
            "Download it again.",
        )
    names = sorted({str(name) for name in index.values()})
    absent = [name for name in names if name not in here]
    if absent:
        detail = (
            f"{absent[0][:100]!r}, which the index names, is not in the folder. Download the model again."
        )
        return Weights("safetensors", (), Refusal("no_model", detail))
    return Weights("safetensors", tuple(here[name] for name in names))


def _checked(root: Path, shards: tuple[ModelFile, ...]) -> Weights:
    for file in shards:
        try:
            header_of(root / file.path)
        except ReadError as error:
            detail = f"{file.path} is damaged or no safetensors file. {error.says} Download it again."
            return Weights("safetensors", shards, Refusal("unsafe_weights", detail))
    return Weights("safetensors", shards)


def _onnx(_root: Path, kinds: dict[ModelFile, Kind]) -> Weights | None:
    """model.onnx at the top or in onnx/, else the only file of the kind."""
    here = {f.path: f for f, kind in kinds.items() if kind == "onnx"}
    if not here:
        return None
    for name in ("model.onnx", "onnx/model.onnx"):
        if name in here:
            return Weights("onnx", (here[name],))
    if len(here) > 1 and all(PurePosixPath(name).name.startswith(_PARTS) for name in here):
        detail = (
            f"The ONNX files {', '.join(sorted(here)[:5])} are parts of one encoder-decoder, which are not run "
            "together here. Give the folder with its weights as safetensors."
        )
        return Weights("onnx", tuple(here.values()), Refusal("no_model", detail))
    if len(here) > 1:
        detail = f"The folder holds several models ({', '.join(sorted(here)[:5])}). {SAY_WHICH}"
        return Weights("onnx", tuple(here.values()), Refusal("ambiguous_model", detail))
    return Weights("onnx", tuple(here.values()))


def _refused(root: Path, kinds: dict[ModelFile, Kind], isolated: bool, glimpse: bool) -> Weights:
    def having(kind: Kind) -> tuple[ModelFile, ...]:
        return tuple(file for file, own in kinds.items() if own == kind)

    if pointers := having("pointer"):
        detail = (
            f"{pointers[0].path} is a Git LFS pointer, not the weights. Run `git lfs pull` in the folder."
        )
        return Weights("none", pointers, Refusal("no_model", detail))
    if pickles := having("pickle"):
        return _state_dict(root, pickles, isolated, glimpse)
    if models := having("gguf"):
        return Weights("gguf", models, gguf_header.gguf_refusal(root, models, glimpse=glimpse))
    if others := having("other") + having("empty"):
        detail = f"{others[0].path} is in no format that is known to be data only. {_CONVERT}"
        return Weights("none", others, Refusal("unsafe_weights", detail))
    return Weights(
        "none", (), Refusal("no_model", "The folder holds no weights. Add model.safetensors or model.onnx.")
    )


def _is_state_dict(file: ModelFile) -> bool:
    return file.path == "pytorch_model.bin" or _SHARD.fullmatch(file.path) is not None


def _state_dict(root: Path, pickles: tuple[ModelFile, ...], isolated: bool, glimpse: bool) -> Weights:
    """pytorch_model.bin or its shards where they pass the gate."""
    named = tuple(file for file in pickles if file.path == "pytorch_model.bin")
    shards = tuple(file for file in pickles if _SHARD.fullmatch(file.path))
    chosen = named or shards or pickles
    if len(chosen) > 1 and chosen is not shards:
        detail = f"{chosen[0].path} is a pickle or an archive of pickles, which can run any code. {_CONVERT}"
        return Weights("pickle", pickles, Refusal("unsafe_weights", detail))
    for file in () if glimpse and isolated and chosen is not pickles else chosen:
        passed = examine(root / file.path)
        if isinstance(passed, Refusal):
            remedy = _EXPORT if "TorchScript" in passed.detail else _CONVERT
            return Weights("pickle", chosen, Refusal("unsafe_weights", f"{passed.detail} {remedy}"))
    if isolated:
        return Weights("pickle", chosen)
    detail = f"{chosen[0].path} is a pickle, which is opened in full isolation only. {_CONVERT}"
    return Weights("pickle", chosen, Refusal("isolation", detail))


def _named_like_weights(file: ModelFile) -> bool:
    path = PurePosixPath(file.path)
    return path.suffix.lower() in SUFFIXES and path.name not in (
        "training_args.bin",
        "optimizer.pt",
        "scheduler.pt",
    )


def _at_top(path: str) -> bool:
    """Whether a file is at the top, or is a further layer of a sentence-transformers model ("2_Dense/…")."""
    folder, _, name = path.rpartition("/")
    return not folder or (folder[:1].isdigit() and "_" in folder and name == "model.safetensors")
