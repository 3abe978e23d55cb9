"""The operators of TensorFlow Lite by their numbers."""

import functools
import tomllib
from importlib.resources import files


@functools.cache
def operators() -> tuple[str, ...]:
    """Their names, in the order of their numbers."""
    table = tomllib.loads((files("claims.catalog") / "tflite_operators.toml").read_text("utf-8"))
    return tuple(str(name) for name in table["names"])
