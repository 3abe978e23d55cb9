"""Run in an environment with hera and kubernetes-validate: Argo's own schema takes the workflow, Kubernetes' its pod.

Argument: the emitted YAML.
"""

import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml
from hera.workflows.models import CronWorkflow

VERSION = "1.31"


def cron_job(workflow: dict[str, Any]) -> dict[str, Any]:
    """The pod of a workflow in a CronJob, which has the same fields for it."""
    spec = workflow["spec"]["workflowSpec"]
    container = {"name": "verify", **spec["templates"][0]["container"]}
    pod = {"restartPolicy": "Never", "containers": [container]}
    pod |= {name: spec[name] for name in ("securityContext", "volumes")}
    schedule, job = workflow["spec"]["schedules"][0], {"spec": {"template": {"spec": pod}}}
    whole = {"schedule": schedule, "timeZone": workflow["spec"]["timezone"], "jobTemplate": job}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": workflow["metadata"], "spec": whole}


def unknown_fields(given: Any, taken: Any, path: str = "") -> list[str]:
    """Fields of a file that are gone once Argo's schema has read it."""
    if isinstance(given, list):
        return [line for a, b in zip(given, taken, strict=True) for line in unknown_fields(a, b, path)]
    if not isinstance(given, dict):
        return [] if given == taken else [f"{path}: {given!r} becomes {taken!r}"]
    gone = [f"{path}/{name}" for name in given if name not in taken]
    return gone + [
        line
        for name in given
        if name in taken
        for line in unknown_fields(given[name], taken[name], f"{path}/{name}")
    ]


def is_taken(job: dict[str, Any]) -> bool:
    """Whether Kubernetes' schema, which knows every field, takes it."""
    try:
        kubernetes_validate.validate(job, VERSION, strict=True)
    except kubernetes_validate.ValidationError:
        return False
    return True


def main() -> None:
    """Print what was looked at, a line each, with whether it is so."""
    workflow = yaml.safe_load(Path(sys.argv[1]).read_text())
    taken = CronWorkflow.model_validate(workflow).model_dump(mode="json", by_alias=True, exclude_none=True)
    print(not unknown_fields(workflow, taken), "argo-cron: Argo's schema takes it with every field")
    job = cron_job(workflow)
    print(is_taken(job), f"argo-cron: Kubernetes {VERSION} takes its pod")
    job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["comand"] = ["verify"]
    print(not is_taken(job), "argo-cron: and not with a planted error")


if __name__ == "__main__":
    main()
