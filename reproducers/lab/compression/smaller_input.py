"""Variants of a model of pictures that are given smaller pictures: their size is in the graph and in the settings."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import JsonValue

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.compression.rebuilt import Rebuilding
from reproducers.lab.compression.recipes import Recipe
from reproducers.lab.compression.runners import OrtRunner
from reproducers.lab.compression.subject import Subject
from reproducers.lab.files.json_file import read_table
from reproducers.lab.files.onnx_graph import read_graph
from reproducers.lab.models.image_classifier import axes_of_sides

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHARES = (0.75, 0.625, 0.5)
"""Of each side of the pictures."""
_STEPS = (8, 16, 32)
"""What sides are multiples of: the largest that is at most an eighth of the shorter one."""
_SETTINGS = "preprocessor_config.json"
_PICTURES = ("image-classification", "object-detection")
"""Tasks whose models take pictures."""


class Side(NamedTuple):
    """Height and width of a picture in pixels."""

    height: int
    width: int

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"


def smaller_inputs(bench: Bench, subject: Subject, metric: str | None) -> tuple[tuple[Recipe, ...], str]:
    """Variants with smaller pictures, and why there are none; both empty for what takes no pictures."""
    if bench.model.task not in _PICTURES:
        return (), ""
    settings = read_table(bench.folder / _SETTINGS)
    if settings and not _gives_one_size(settings, bench.model.task):
        return (), f"No smaller pictures were tried: by {_SETTINGS} their size hangs on the picture."
    ((port, pixels),) = subject.feeds(0).items()
    pictures = _Pictures(bench, metric, settings, port, pixels)
    if pictures.fixed:
        takes = f"the graph takes those of {pictures.now} only. Export it with any height and width"
        return (), f"No smaller pictures were tried: {takes}."
    sides = pictures.ladder()
    if not sides:
        return (), f"No smaller pictures were tried: the graph fails on any smaller than {pictures.now}."
    return tuple(pictures.recipe(side) for side in sides), ""


@dataclass(frozen=True)
class _Pictures:
    """What goes into a model of pictures."""

    bench: Bench
    metric: str | None
    settings: dict[str, JsonValue]
    """How pictures are prepared; none: as Ultralytics does."""
    port: str
    """The name of the graph's input."""
    pixels: "NDArray[np.generic]"
    """What goes in for a row."""

    @property
    def axes(self) -> tuple[int, int]:
        """Where height and width stand in a block of pixels."""
        return axes_of_sides(self.pixels.shape)

    @property
    def now(self) -> Side:
        """The size of the pictures that go in now."""
        return Side(*(self.pixels.shape[axis] for axis in self.axes))

    @property
    def file(self) -> Path | None:
        """The graph; None for a folder that is exported anew for each size."""
        return self.bench.folder / self.bench.model.weights[0] if self.bench.model.format == "onnx" else None

    @property
    def fixed(self) -> bool:
        """Whether the graph takes pictures of one size only."""
        if self.file is None:
            return False
        shape = read_graph(self.file, self.bench.folder).inputs[0].shape
        return any(shape[axis] > 0 for axis in self.axes)

    def ladder(self) -> tuple[Side, ...]:
        """The smaller sizes that are tried: those that the graph takes, by the finest step that it takes any of."""
        if self.file is None:
            patch = read_table(self.bench.folder / "config.json").get("patch_size")
            return tuple(self._sides(patch if isinstance(patch, int) else self._finest()))
        runner = OrtRunner(self.file)
        for step in _STEPS[_STEPS.index(self._finest()) :]:
            if taken := tuple(side for side in self._sides(step) if self._runs(runner, side)):
                return taken
        return ()

    def recipe(self, side: Side) -> Recipe:
        """The variant with pictures of that size."""
        changed = {_SETTINGS: _scaled(self.settings, self.now, side)} if self.settings else {}
        how = (
            Pair(name="pictures", value=f"{side} instead of {self.now}"),
            Pair(name="size is set in", value=" and ".join(("the graph's input", *changed))),
        )
        rebuilding = Rebuilding(self.bench, self.metric, changed, partial(self._fix, side))
        return Recipe(f"pictures of {side}", how, rebuilding.write)

    def _finest(self) -> int:
        return max((step for step in _STEPS if 8 * step <= min(self.now)), default=_STEPS[0])

    def _sides(self, step: int) -> Iterator[Side]:
        seen = {self.now}
        for share in _SHARES:
            side = Side(*(max(1, round(share * length / step)) * step for length in self.now))
            if side not in seen and max(side) < max(self.now):
                seen.add(side)
                yield side

    def _runs(self, runner: OrtRunner, side: Side) -> bool:
        import numpy as np

        shape = list(self.pixels.shape)
        for axis, length in zip(self.axes, side, strict=True):
            shape[axis] = length
        try:
            runner.run({self.port: np.zeros(shape, dtype=self.pixels.dtype)})
        except ModelUnavailable:
            return False
        return True

    def _fix(self, side: Side, folder: Path) -> None:
        """Write the graph with that size as its only one into the folder; what is exported has it anyway."""
        import onnx

        if self.file is None:
            return
        model = onnx.load(str(self.file))
        dims = next(
            given for given in model.graph.input if given.name == self.port
        ).type.tensor_type.shape.dim
        for axis, length in zip(self.axes, side, strict=True):
            dims[axis].dim_value = length
        del model.graph.value_info[:]  # shapes inside by the names of the open sides
        written = folder / self.file.name
        written.unlink()
        onnx.save(model, str(written))


def _gives_one_size(settings: dict[str, JsonValue], task: str) -> bool:
    """Whether these settings make every picture as large as every other."""
    size = settings.get("size")
    if settings.get("do_center_crop") and "crop_size" in settings:
        return True
    if isinstance(size, dict):
        return {"height", "width"} <= size.keys() or "crop_pct" in settings
    return isinstance(size, int) and task == "image-classification"


def _scaled(settings: dict[str, JsonValue], now: Side, to: Side) -> dict[str, JsonValue]:
    """The settings with the sizes before and after cropping scaled, rounded up."""
    ratios = {"height": (to.height, now.height), "width": (to.width, now.width)}
    larger = max(ratios.values(), key=lambda ratio: ratio[0] / ratio[1])

    def scaled(size: JsonValue) -> JsonValue:
        if isinstance(size, dict):
            return {edge: _times(length, ratios.get(edge, larger)) for edge, length in size.items()}
        return _times(size, larger)

    return {
        name: scaled(value) if name in ("size", "crop_size") else value for name, value in settings.items()
    }


def _times(length: JsonValue, ratio: tuple[int, int]) -> JsonValue:
    return -(-length * ratio[0] // ratio[1]) if isinstance(length, int) else length
