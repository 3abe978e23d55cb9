"""Readers of model formats; each file here reads one and executes nothing of it."""

from reproducers.lab.autopsy.reading import model_format, registry

__all__ = ["model_format", "registry"]
