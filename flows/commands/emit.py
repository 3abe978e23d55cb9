"""`verify emit`: the definition of a pipeline that runs `verify` as a gate."""

import re
from typing import Any

import click

from flows.commands.gate import watched_outcomes

CRON_FIELDS = 5
LONGEST_NAME = 52
"""Characters of a name: what Kubernetes allows for something that runs on a schedule."""


@click.command(short_help="Write a pipeline that runs verify as a gate.")
@click.argument("form")
@click.argument("target")
@click.option("--image", required=True, help="The container image in which verify is installed.")
@click.option("--data", help="Your own rows, as a path in the container.")
@click.option("--fail-on", default="refuted", show_default=True, help="At what it stops, as for a run.")
@click.option(
    "--require-isolation",
    type=click.Choice(["full", "fs-only", "limits-only"]),
    default="full",
    show_default=True,
    help="Run nothing where the container isolates less.",
)
@click.option("--schedule", default="0 5 * * 1", show_default=True, help="For argo-cron: when, in UTC.")
@click.option(
    "--storage", default="", help="For vertex and sagemaker: gs://bucket/folder, s3://bucket/folder."
)
@click.option("--name", help="The pipeline's name; by default made of TARGET.")
@click.option("--out", type=click.Path(), help="Write to this file instead of standard output.")
def emit(form: str, target: str, name: str | None, out: str | None, **given: Any) -> None:
    """Write the definition of a pipeline that verifies TARGET and stops at a condition of --fail-on.

    FORM is kfp (Kubeflow), vertex (Vertex AI), sagemaker, or argo-cron (a schedule on Kubernetes).
    """
    from flows.commands.report import write_report
    from reports.pipelines import GateJob, registry

    job = GateJob(
        name=_name(name or f"verify-{target}"),
        words=_words(target, given),
        image=given["image"],
        schedule=_schedule(given["schedule"]),
        storage=given["storage"],
    )
    write_report(registry[form].call(job), out)


def _words(target: str, given: dict[str, Any]) -> tuple[str, ...]:
    """What follows `verify`; raises UsageError for what a pipeline would put something else in place of."""
    watched_outcomes(given["fail_on"])
    words = [target, "--fail-on", given["fail_on"], "--require-isolation", given["require_isolation"]]
    words += ["--data", given["data"]] if given["data"] else []
    if held := [word for word in words if "{{" in word]:
        raise click.UsageError(f"{held[0]!r} holds {{{{, which pipelines read as a place to fill in.")
    return tuple(words)


def _schedule(text: str) -> str:
    """Five fields of cron; raises UsageError for anything else."""
    if len(text.split()) != CRON_FIELDS:
        raise click.UsageError(f"--schedule {text!r} is none: write five fields, as in 0 5 * * 1.")
    return text


def _name(text: str) -> str:
    """A name that all systems take; raises UsageError where nothing is left of it."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST_NAME].strip("-")
    if not name[:1].isalpha():
        raise click.UsageError("--name begins with a letter, and has letters, digits and dashes.")
    return name
