"""Pictures of a slice: found beside its file, bounded in size, and made into numbers as the model's settings say."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import DataError
from reproducers.lab.bench import Bench
from reproducers.lab.models.preprocessor import preprocessor_of
from reproducers.lab.models.pretrained import first_line

if TYPE_CHECKING:
    from PIL.Image import Image
    from transformers import BaseImageProcessor

_MOST_PIXELS = 50_000_000


def images_of(bench: Bench, positions: Sequence[int]) -> "list[Image]":
    """The pictures of these rows in RGB; raises DataError for one that is not there or is no picture."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    images = []
    for path in (file_of_row(bench, bench.rows.by_role["image"][i]) for i in positions):
        try:
            with Image.open(path) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    raise DataError(f"{path.name} has more than {_MOST_PIXELS:,} pixels.", "Scale it down.")
                images.append(opened.convert("RGB"))
        except (
            OSError,
            ValueError,
            SyntaxError,
            UnidentifiedImageError,
            Image.DecompressionBombError,
        ) as error:
            raise DataError(
                f"{path.name} is no picture that can be read: {first_line(error)}", "Leave it out."
            ) from None
    return images


def file_of_row(bench: Bench, name: str) -> Path:
    """The file that a row names, inside the folder of the slice; raises DataError for any other."""
    if bench.data is None:
        raise DataError("There are no rows to measure on.", "Give --data FILE.")
    folder = bench.data if bench.data.is_dir() else bench.data.parent
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise DataError(
            f"{name[:100]!r} is no file in {folder.name}.", "Write paths from the folder of the data file."
        )
    return path


def processor_of(folder: Path) -> "BaseImageProcessor":
    """The image processor of preprocessor_config.json; raises ModelUnavailable without one."""
    from transformers import AutoImageProcessor

    load = partial(AutoImageProcessor.from_pretrained, backend="pil")
    return preprocessor_of(
        folder, load, "Nothing says how pictures are scaled and normalised for this model."
    )
