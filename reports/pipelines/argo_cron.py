"""A workflow of Argo that runs on a schedule, as YAML for kubectl or argo."""

from reports.pipelines import GateJob, pipeline_form
from reports.pipelines.parts.yaml_text import yaml_text

HEAD = """\
Written by `verify emit argo-cron`. The run's report is in the log of its pod.
The pod has no rights that it does not need; whether its node still isolates what is measured says `verify doctor`."""
SCRIPT = """\
verify "$@"; code=$?
case $code in 0|1|4) verify report last --as markdown ;; esac
exit $code
"""
SCRATCH = "/scratch"
"""The one folder that the container may write to."""


@pipeline_form("argo-cron", version=1, suffix=".yaml")
def argo_cron(job: GateJob) -> bytes:
    """A workflow of one pod, which fails where a condition of --fail-on is met."""
    content = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "CronWorkflow",
        "metadata": {"name": job.name},
        "spec": {
            "schedules": [job.schedule],
            "timezone": "Etc/UTC",
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 600,
            "workflowSpec": {
                "entrypoint": "verify",
                "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "fsGroup": 10001},
                "volumes": [{"name": "scratch", "emptyDir": {"sizeLimit": "20Gi"}}],
                "templates": [{"name": "verify", "container": _container(job)}],
            },
        },
    }
    return yaml_text(content, HEAD)


def _container(job: GateJob) -> dict[str, object]:
    token = {"secretKeyRef": {"name": "huggingface", "key": "token", "optional": True}}
    return {
        "image": job.image,
        "command": ["sh", "-c", SCRIPT, "verify"],
        "args": list(job.words),
        "workingDir": SCRATCH,
        "env": [
            {"name": "HOME", "value": SCRATCH},
            {"name": "TMPDIR", "value": SCRATCH},
            {"name": "HF_TOKEN", "valueFrom": token},
        ],
        "volumeMounts": [{"name": "scratch", "mountPath": SCRATCH}],
        "resources": {"requests": {"cpu": "2", "memory": "4Gi"}, "limits": {"memory": "8Gi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
