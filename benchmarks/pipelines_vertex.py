"""Run in an environment with google-cloud-aiplatform: its messages take the job, and its client the template.

Argument: the emitted JSON.
"""

import json
import sys
import tempfile
from pathlib import Path

from google.auth.credentials import AnonymousCredentials
from google.cloud import aiplatform
from google.cloud.aiplatform_v1.types import PipelineJob
from google.protobuf import json_format


def is_taken(text: str) -> bool:
    """Whether the interface's message takes it."""
    try:
        PipelineJob.from_json(text)
    except json_format.ParseError:
        return False
    return True


def main() -> None:
    """Print what was looked at, a line each, with whether it is so."""
    text = Path(sys.argv[1]).read_text()
    body = json.loads(text)
    print(is_taken(text), "vertex: PipelineJob takes it")
    print(
        not is_taken(text.replace('"runtimeConfig"', '"runtimConfig"')),
        "vertex: and not with a planted error",
    )
    with tempfile.NamedTemporaryFile("w", suffix=".json") as template:
        json.dump(body["pipelineSpec"], template)
        template.flush()
        made = aiplatform.PipelineJob(
            display_name="verify",
            template_path=template.name,
            pipeline_root=body["runtimeConfig"]["gcsOutputDirectory"],
            parameter_values=body["runtimeConfig"]["parameterValues"],
            project="project",
            location="europe-west1",
            credentials=AnonymousCredentials(),
        )
    words = made.to_dict()["runtimeConfig"]["parameterValues"]
    print(
        words == body["runtimeConfig"]["parameterValues"],
        "vertex: its client takes the pipeline and the words",
    )


if __name__ == "__main__":
    main()
