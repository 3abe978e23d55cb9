"""One of several model files of a folder: quantisations of one model, or exports of it side by side."""

import re
from pathlib import PurePosixPath

from claims.errors import UsageError
from claims.records import ModelFile
from reproducers.lab.files.weights import SUFFIXES

_WEIGHTS = SUFFIXES | {".model", ".onnx_data"}

_SETTINGS = re.compile(
    r"config|token|vocab|merges|special|feature|label|class|meta|modules|prompt|index|readme|licen"
)


def only_file(files: tuple[ModelFile, ...], name: str) -> tuple[ModelFile, ...]:
    """The files without the other models among them; raises UsageError where none has that name.

    What lies beside a model under its own name, such as model.onnx.data, stays; so does every settings file.
    """
    chosen = [file for file in files if name in (file.path, PurePosixPath(file.path).name)]
    if len(chosen) != 1:
        listed = ", ".join(file.path for file in files if _is_model(file.path))[:300] or "no model files"
        raise UsageError(f"--file {name!r} names {len(chosen)} files of the folder.", f"It holds {listed}.")
    own = chosen[0].path
    return tuple(file for file in files if file.path.startswith(own) or not _may_be_model(file.path))


def _may_be_model(path: str) -> bool:
    """Whether a file may be another model: by its ending, or for texts and tables by a name that is no setting's."""
    if PurePosixPath(path).suffix.lower() in (".json", ".txt"):
        return not _SETTINGS.search(PurePosixPath(path).stem.lower())
    return _is_model(path)


def _is_model(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in _WEIGHTS
