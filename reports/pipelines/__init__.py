"""Definitions of pipelines that run `verify` as a gate: each file here is a function from a GateJob to bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from claims.registry import Registry


@dataclass(frozen=True)
class GateJob:
    """What a pipeline runs, wherever it runs."""

    name: str
    """The pipeline's name, in small letters, digits and dashes."""
    words: tuple[str, ...]
    """What follows `verify` on the command line."""
    image: str
    """The container image in which `verify` is installed."""
    schedule: str
    """When it runs, as cron writes it, in UTC."""
    storage: str
    """Where reports are kept, gs://… or s3://…; empty where the system decides."""

    @property
    def does(self) -> str:
        """What the pipeline does, in a sentence."""
        return f"Runs verify {self.words[0]} and stops where a condition of --fail-on is met."


PipelineForm = Callable[[GateJob], bytes]
"""Writes a job for one system; raises UsageError where that system needs more."""

registry: Registry[PipelineForm] = Registry("reports.pipelines", "form of a pipeline")


def pipeline_form(name: str, *, version: int, suffix: str) -> Callable[[PipelineForm], PipelineForm]:
    """Make a function from a GateJob to bytes a form whose files end in `suffix`."""
    return registry.add(name, version, suffix)
