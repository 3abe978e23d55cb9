"""Run in an environment with kfp: the compiler makes the same of the same functions, and the local runner runs it.

Arguments: the emitted YAML, a target whose numbers hold, one with a refuted number.
"""

import importlib.util
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from google.protobuf import json_format
from kfp import compiler, components, local
from kfp.pipeline_spec import pipeline_spec_pb2

PIPELINE = """
@dsl.pipeline(name={name!r}, description={does!r})
def pipeline(words: list = {words!r}):
    verified = verify(words=words)
    verified.set_caching_options(False)
    gate(exit_code=verified.outputs["Output"]).set_caching_options(False)
"""


def compiled(spec: dict[str, Any]) -> dict[str, Any]:
    """What kfp's compiler makes of the functions that the emitted file holds."""
    executors, text = spec["deploymentSpec"]["executors"], "from kfp import dsl\n"
    for name in ("verify", "gate"):
        container = executors[f"exec-{name}"]["container"]
        source = container["command"][-1].partition("from typing import *\n\n")[2].rstrip("\n")
        text += f"\n@dsl.component(base_image={container['image']!r}, install_kfp_package=False)\n{source}\n"
    words = spec["root"]["inputDefinitions"]["parameters"]["words"]["defaultValue"]
    info = spec["pipelineInfo"]
    text += PIPELINE.format(name=info["name"], does=info["description"], words=words)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "functions.py"
        path.write_text(text)
        module = importlib.util.module_from_spec(
            found := importlib.util.spec_from_file_location("functions", path)
        )
        found.loader.exec_module(module)
        compiler.Compiler().compile(module.pipeline, f"{folder}/compiled.yaml")
        return yaml.safe_load(Path(folder, "compiled.yaml").read_text())


def runs(path: Path, target: str) -> str:
    """What the local runner says of a run over a target: "passed", or which task failed."""
    pipeline = components.load_component_from_file(str(path))
    try:
        pipeline(words=[target, "--quiet", "--fail-on", "refuted"])
    except RuntimeError as error:
        return str(error)
    return "passed"


def main() -> None:
    """Print what was looked at, a line each, with whether it is so."""
    path, holds, refuted = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    spec = yaml.safe_load(path.read_text())
    print(compiled(spec) == spec, "kfp: the compiler makes the same of the functions")
    json_format.ParseDict(spec, pipeline_spec_pb2.PipelineSpec())
    print(True, "kfp: the protocol buffer takes it")
    with tempfile.TemporaryDirectory() as root:
        local.init(runner=local.SubprocessRunner(use_venv=False), pipeline_root=root)
        print(runs(path, holds) == "passed", "kfp: the local runner passes where numbers hold")
        print(len([*Path(root).rglob("report")]) == 1, "kfp: and keeps the page")
        stopped = runs(path, refuted)
        print("gate" in stopped and "FAILURE" in stopped, "kfp: and stops at the gate where one is refuted")


if __name__ == "__main__":
    main()
