"""The pipeline of Kubeflow and Vertex: a step that verifies and keeps the page, and a gate behind it.

The parts are those that kfp's compiler makes of two lightweight Python components, so the image needs the package kfp.
"""

from collections.abc import Mapping

from reports.pipelines import GateJob

SDK = "kfp-2.17.3"
"""The compiler whose form this is."""
VERIFY = """\
def verify(words: list, report: dsl.Output[dsl.HTML]) -> int:
    import os
    import subprocess
    import tempfile

    os.environ["VERIFY_HOME"] = tempfile.mkdtemp()
    code = subprocess.run(["verify", *words]).returncode
    if code not in (0, 1, 4):
        raise RuntimeError(f"verify could not run: exit code {code}")
    subprocess.run(["verify", "report", "last", "--as", "html", "--out", report.path], check=True)
    return code
"""
GATE = """\
def gate(exit_code: int):
    if exit_code != 0:
        raise RuntimeError(f"A condition of --fail-on is met: verify ended with {exit_code}")
"""
IMPORTS = "\nimport kfp\nfrom kfp import dsl\nfrom kfp.dsl import *\nfrom typing import *\n\n"
GAP = " " * 25
START = f"""\
program_path=$(mktemp -d)

printf "%s" "$0" > "$program_path/ephemeral_component.py"
_KFP_RUNTIME=true python3 -m kfp.dsl.executor_main{GAP}--component_module_path{GAP}\
"$program_path/ephemeral_component.py"{GAP}"$@"
"""
"""How kfp starts a function."""
INTEGER = {"parameterType": "NUMBER_INTEGER"}
PAGE = {"artifactType": {"schemaTitle": "system.HTML", "schemaVersion": "0.0.1"}}
RESULT = {"taskOutputParameter": {"outputParameterKey": "Output", "producerTask": "verify"}}


def pipeline_spec(job: GateJob) -> dict[str, object]:
    """The whole definition; nothing is cached, since a model may change under its name."""
    words = {"parameterType": "LIST"}
    default = {"defaultValue": list(job.words), "isOptional": True}
    return {
        "pipelineInfo": {"name": job.name, "description": job.does},
        "components": {
            "comp-gate": {
                "executorLabel": "exec-gate",
                "inputDefinitions": {"parameters": {"exit_code": INTEGER}},
            },
            "comp-verify": {
                "executorLabel": "exec-verify",
                "inputDefinitions": {"parameters": {"words": words}},
                "outputDefinitions": {"artifacts": {"report": PAGE}, "parameters": {"Output": INTEGER}},
            },
        },
        "deploymentSpec": {
            "executors": {
                "exec-gate": _executor("gate", GATE, job),
                "exec-verify": _executor("verify", VERIFY, job),
            }
        },
        "root": {
            "dag": {
                "tasks": {
                    "gate": {**_task("gate", "exit_code", RESULT), "dependentTasks": ["verify"]},
                    "verify": _task("verify", "words", {"componentInputParameter": "words"}),
                }
            },
            "inputDefinitions": {"parameters": {"words": words | default}},
        },
        "schemaVersion": "2.1.0",
        "sdkVersion": SDK,
    }


def _executor(name: str, source: str, job: GateJob) -> dict[str, object]:
    container = {
        "args": ["--executor_input", "{{$}}", "--function_to_execute", name],
        "command": ["sh", "-ec", START, f"{IMPORTS}{source}\n"],
        "image": job.image,
    }
    return {"container": container}


def _task(name: str, parameter: str, value: Mapping[str, object]) -> dict[str, object]:
    return {
        "cachingOptions": {},
        "componentRef": {"name": f"comp-{name}"},
        "inputs": {"parameters": {parameter: value}},
        "taskInfo": {"name": name},
    }
