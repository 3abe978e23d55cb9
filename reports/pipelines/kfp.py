"""A pipeline of Kubeflow Pipelines 2, as YAML that is uploaded or submitted as it is."""

from reports.pipelines import GateJob, pipeline_form
from reports.pipelines.parts.kfp_spec import pipeline_spec
from reports.pipelines.parts.yaml_text import yaml_text

HEAD = """\
Written by `verify emit kfp`. The image needs `verify` and the Python package kfp.
A run may give other words than those below; steps of yours go behind the task "gate"."""


@pipeline_form("kfp", version=1, suffix=".yaml")
def kfp(job: GateJob) -> bytes:
    """A task that verifies and keeps the page, and a gate that fails behind it."""
    return yaml_text(pipeline_spec(job), HEAD)
