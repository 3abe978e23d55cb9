"""What prepares pictures or sound for a model, by the file that comes with it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from claims.errors import ModelUnavailable
from reproducers.lab.models.pretrained import first_line

T = TypeVar("T")
_FILE = "preprocessor_config.json"


def preprocessor_of(folder: Path, load: Callable[..., T], without: str) -> T:
    """What `load` makes of the folder's preprocessor_config.json; raises ModelUnavailable.

    `without` is the sentence for a folder that has no such file.
    """
    if not (folder / _FILE).is_file():
        raise ModelUnavailable(without, f"Add its {_FILE}.")
    try:
        return load(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, ImportError) as error:
        raise ModelUnavailable(
            f"{_FILE} cannot be used: {first_line(error)}", "Add the model's own."
        ) from None
