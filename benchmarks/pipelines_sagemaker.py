"""Run in an environment with sagemaker 2: its SDK writes the same definition, and botocore takes the step's job.

Argument: the emitted JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

import boto3
import botocore.session
from botocore.validate import validate_parameters
from sagemaker.processing import ProcessingOutput, Processor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionEquals
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import LocalPipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import ProcessingStep

ROLE = "arn:aws:iam::123456789012:role/verify"


def of_sdk(body: dict[str, Any]) -> dict[str, Any]:
    """What the SDK writes for the same steps."""
    verify, gate = body["Steps"]
    given = verify["Arguments"]
    session = LocalPipelineSession(
        boto3.Session(region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    )
    role, instance = ParameterString("Role"), ParameterString("InstanceType", "ml.m5.xlarge")
    processor = Processor(
        image_uri=given["AppSpecification"]["ImageUri"],
        role=role,
        instance_count=1,
        instance_type=instance,
        entrypoint=given["AppSpecification"]["ContainerEntrypoint"],
        sagemaker_session=session,
    )
    kept = given["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]
    output = ProcessingOutput("/opt/ml/processing/output", kept["S3Uri"], output_name="report")
    outcome = PropertyFile("Outcome", "report", "outcome.json")
    step = ProcessingStep("Verify", processor=processor, outputs=[output], property_files=[outcome])
    stop = FailStep("Stop", error_message=gate["Arguments"]["ElseSteps"][0]["Arguments"]["ErrorMessage"])
    passed = ConditionEquals(JsonGet("Verify", outcome, "exit_code"), 0)
    condition = ConditionStep("Gate", conditions=[passed], if_steps=[], else_steps=[stop])
    pipeline = Pipeline(
        "verify", parameters=[role, instance], steps=[step, condition], sagemaker_session=session
    )
    return json.loads(pipeline.definition())


def main() -> None:
    """Print what was looked at, a line each, with whether it is so."""
    body = json.loads(Path(sys.argv[1]).read_text())
    print(of_sdk(body) == body, "sagemaker: the SDK writes the same definition")
    job = {"ProcessingJobName": "verify", **body["Steps"][0]["Arguments"], "RoleArn": ROLE}
    job["ProcessingResources"]["ClusterConfig"]["InstanceType"] = "ml.m5.xlarge"
    model = botocore.session.get_session().get_service_model("sagemaker")
    validate_parameters(job, model.operation_model("CreateProcessingJob").input_shape)
    print(True, "sagemaker: botocore takes the processing job")


if __name__ == "__main__":
    main()
