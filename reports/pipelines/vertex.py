"""A pipeline job of Vertex AI, as the JSON that its interface takes."""

import json

from claims.errors import UsageError
from reports.pipelines import GateJob, pipeline_form
from reports.pipelines.parts.kfp_spec import pipeline_spec


@pipeline_form("vertex", version=1, suffix=".json")
def vertex(job: GateJob) -> bytes:
    """The pipeline of Kubeflow in a PipelineJob; raises UsageError without a bucket of Google's."""
    if not job.storage.startswith("gs://"):
        raise UsageError(
            "Vertex AI keeps what pipelines write in a bucket.", "Add --storage gs://bucket/folder."
        )
    body = {
        "displayName": job.name,
        "pipelineSpec": pipeline_spec(job),
        "runtimeConfig": {
            "gcsOutputDirectory": job.storage,
            "parameterValues": {"words": list(job.words)},
            "failurePolicy": "PIPELINE_FAILURE_POLICY_FAIL_FAST",
        },
    }
    return json.dumps(body, indent=2, ensure_ascii=False).encode() + b"\n"
