"""Families of models, by the stem of their names."""

import functools
import tomllib
from importlib.resources import files


@functools.cache
def families() -> tuple[str, ...]:
    """The stems of the names of well-known families of models."""
    table = tomllib.loads((files("claims.catalog") / "model_families.toml").read_text("utf-8"))
    return tuple(str(name) for name in table["family"])
