"""A pipeline of SageMaker, as the JSON that create-pipeline takes."""

import json

from claims.errors import UsageError
from reports.pipelines import GateJob, pipeline_form

FOLDER = "/opt/ml/processing/output"
"""Where a processing job's files are taken from."""
SCRIPT = f"""\
export VERIFY_HOME=/tmp/verify
verify "$@"; code=$?
case $code in 0|1|4) ;; *) exit $code ;; esac
verify report last --as html --out {FOLDER}/report.html || exit
printf '{{"exit_code": %s}}' $code > {FOLDER}/outcome.json
"""
"""What the step runs: a condition that is met is no failure of the step, so that its page is kept."""


@pipeline_form("sagemaker", version=1, suffix=".json")
def sagemaker(job: GateJob) -> bytes:
    """A processing step, a condition on its outcome and a step that fails; raises UsageError without a bucket."""
    if not job.storage.startswith("s3://"):
        raise UsageError(
            "SageMaker keeps what a step writes in a bucket.", "Add --storage s3://bucket/folder."
        )
    body = {
        "Version": "2020-12-01",
        "Metadata": {},
        "Parameters": [
            {"Name": "Role", "Type": "String"},
            {"Name": "InstanceType", "Type": "String", "DefaultValue": "ml.m5.xlarge"},
        ],
        "PipelineExperimentConfig": {
            "ExperimentName": {"Get": "Execution.PipelineName"},
            "TrialName": {"Get": "Execution.PipelineExecutionId"},
        },
        "Steps": [_verify(job), _gate(job)],
    }
    return json.dumps(body, indent=2, ensure_ascii=False).encode() + b"\n"


def _verify(job: GateJob) -> dict[str, object]:
    cluster = {"InstanceType": {"Get": "Parameters.InstanceType"}, "InstanceCount": 1, "VolumeSizeInGB": 30}
    kept = {"S3Uri": job.storage, "LocalPath": FOLDER, "S3UploadMode": "EndOfJob"}
    entrypoint = ["sh", "-c", SCRIPT, "verify", *job.words]
    return {
        "Name": "Verify",
        "Type": "Processing",
        "Arguments": {
            "ProcessingResources": {"ClusterConfig": cluster},
            "AppSpecification": {"ImageUri": job.image, "ContainerEntrypoint": entrypoint},
            "RoleArn": {"Get": "Parameters.Role"},
            "ProcessingOutputConfig": {
                "Outputs": [{"OutputName": "report", "AppManaged": False, "S3Output": kept}]
            },
        },
        "PropertyFiles": [
            {"PropertyFileName": "Outcome", "OutputName": "report", "FilePath": "outcome.json"}
        ],
    }


def _gate(job: GateJob) -> dict[str, object]:
    outcome = {"PropertyFile": {"Get": "Steps.Verify.PropertyFiles.Outcome"}, "Path": "exit_code"}
    message = f"A condition of --fail-on is met for {job.words[0]}: see report.html in {job.storage}."
    passed = {"Type": "Equals", "LeftValue": {"Std:JsonGet": outcome}, "RightValue": 0}
    stop = {"Name": "Stop", "Type": "Fail", "Arguments": {"ErrorMessage": message}}
    return {
        "Name": "Gate",
        "Type": "Condition",
        "Arguments": {"Conditions": [passed], "IfSteps": [], "ElseSteps": [stop]},
    }
