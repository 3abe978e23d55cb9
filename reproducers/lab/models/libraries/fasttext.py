"""fastText's classifiers, .bin and .ftz; labels are read from the head of the file."""

import mmap
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable, ReadError
from claims.records import ModelFile
from reproducers.lab.bench import Bench
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.fasttext_length import FasttextDictionary, announced_length
from reproducers.lab.files.first_bytes import files_like
from reproducers.lab.models.libraries import LibraryModel, ModelFacts, model_library
from reproducers.lab.models.library_tables import ProbabilityModel, settings_of
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.refusal import Refusal

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats

_MAGIC = b"\xba\x16\x4f\x2f"
_SUPERVISED, _LABEL = 3, 1
_PREFIX = "__label__"
_DICTIONARY = 64  # where it begins: behind magic number, version and thirteen settings
_LONGEST = 10_000  # bytes of a word
_MOST = 1_000_000  # labels
_NAMES = {1: "CBOW", 2: "skip-gram", 3: "supervised"}


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The fastText files of a folder."""
    return files_like(root, files, {".bin", ".ftz", ".model", ""}, lambda start: start[:4] == _MAGIC)


def read(root: Path, files: tuple[ModelFile, ...]) -> ModelFacts:
    """The labels, from the dictionary at the head of the file."""
    path = root / files[0].path
    kind, labels = _head(path)
    refusal = None
    if kind != _SUPERVISED:
        labels = []
        says = f"{path.name} holds word vectors ({_NAMES.get(kind, 'of another kind')}) and no classifier"
        refusal = Refusal("no_reproducer", f"{says}; no task of it is measured here.")
    return ModelFacts(
        "text-classification" if kind == _SUPERVISED else "feature-extraction",
        labels=tuple(label.removeprefix(_PREFIX) for label in labels),
        classes=len(labels),
        architecture=f"fastText, {_NAMES.get(kind, 'another kind')}",
        refusal=refusal,
    )


@model_library("fastText", version=1, fits=fits, read=read, packages=("fasttext",), extra="fasttext")
def open_fasttext(bench: Bench) -> LibraryModel:
    """Open a classifier by fastText itself; a text is one line, as fastText reads it."""
    import fasttext

    root = bench.folder
    file = fits(root, bench.model.files)[0]
    facts = read(root, (file,))
    fasttext.FastText.eprint = lambda *_: None  # it prints a warning of its own
    try:
        model = fasttext.load_model(str(root / file.path))
    except (ValueError, RuntimeError, MemoryError) as error:
        raise ModelUnavailable(
            f"fastText cannot open {file.path}: {first_line(error)}", "Download it again."
        ) from None
    places = {label: place for place, label in enumerate(facts.labels)}

    def shares(rows: Rows, positions: Sequence[int]) -> "Floats":
        import numpy as np

        made = np.zeros((len(positions), len(places)))
        for place, i in enumerate(positions):
            line = " ".join(rows.texts[i].splitlines())
            for probability, label in model.f.predict(f"{line}\n", -1, 0.0, "strict"):
                made[place, places[label.removeprefix(_PREFIX)]] = min(probability, 1.0)
        return made

    from importlib import metadata

    version = next(iter(metadata.packages_distributions().get("fasttext", ())), "fasttext")
    return ProbabilityModel(shares, settings_of(bench, version, metadata.version(version)))


def _head(path: Path) -> tuple[int, list[str]]:
    """What it was trained as, and its labels in their order; raises ReadError for a damaged head."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            kind = struct.unpack_from("<14i", data)[9]
            size, _, count = struct.unpack_from("<3i", data, _DICTIONARY)
            left_out = struct.unpack_from("<q", data, _DICTIONARY + 20)[0]
            labels, end = _labels(data, size) if size >= 0 and 0 <= count <= _MOST else ([], 0)
            whole = announced_length(data, FasttextDictionary(end, left_out)) if labels else 0
        except struct.error:
            raise ReadError(
                f"{path.name} is damaged: it ends within its head.", "Download it again."
            ) from None
    held, lies = path.stat().st_size, ""
    if len(labels) != count:
        lies = f"it announces {count} labels and holds {len(labels)}"
    elif whole > held:
        lies = f"it announces {whole:,} bytes and has {held:,}"
    if lies:
        raise ReadError(f"{path.name} is damaged: {lies}.", "Download it again.")
    return int(kind), labels


def _labels(data: mmap.mmap, size: int) -> tuple[list[str], int]:
    """The labels among the entries of the dictionary (word, zero, count, kind), and where it ends."""
    labels, place = [], _DICTIONARY + 28
    for _ in range(size):
        end = data.find(b"\0", place, place + _LONGEST)
        if end < 0:
            raise struct.error
        if struct.unpack_from("<qb", data, end + 1)[1] == _LABEL:
            labels.append(data[place:end].decode("utf-8", "replace"))
        place = end + 10
    return labels, place
