"""`verify emit`: the job that it makes of words, what it refuses, and a pod's script that stops where `verify` would."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.flows.typed import type_verify_text
from tests.reproducers.tiny import save_linear

BIN = Path(sys.executable).parent


def emitted(*words: str) -> list[str]:
    """The command of the pod that `verify emit argo-cron` writes."""
    done = type_verify_text("emit", "argo-cron", *words, "--image", "x", env={**os.environ})
    assert done.returncode == 0, done.stderr
    (template,) = yaml.safe_load(done.stdout)["spec"]["workflowSpec"]["templates"]
    return [*template["container"]["command"], *template["container"]["args"]]


def test_what_the_pod_runs_stops_at_a_refuted_number_and_prints_the_report(tmp_path: Path) -> None:
    save_linear(tmp_path / "model")
    card = "---\npipeline_tag: tabular-classification\n---\n# tiny\n\n"
    table = "| Metric | Value |\n|---|---|\n| Parameters | 12000 |\n"
    (tmp_path / "model/README.md").write_text(card + table)
    command = emitted(str(tmp_path / "model"), "--require-isolation", "limits-only")
    environ = {**os.environ, "HOME": str(tmp_path), "PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert "## " in done.stdout, "the report in Markdown"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("kfp", "org/model"), "--image"),
        (("kfb", "org/model", "--image", "x"), "Did you mean kfp"),
        (("vertex", "org/model", "--image", "x"), "--storage gs://"),
        (("sagemaker", "org/model", "--image", "x", "--storage", "gs://b"), "--storage s3://"),
        (("argo-cron", "org/model", "--image", "x", "--schedule", "daily"), "write five fields"),
        (("kfp", "org/{{model}}", "--image", "x"), "a place to fill in"),
        (("kfp", "org/model", "--image", "x", "--fail-on", "refute"), "--fail-on knows"),
        (("kfp", "org/model", "--image", "x", "--name", "1st"), "--name begins with a letter"),
    ],
)
def test_what_no_pipeline_could_run_is_refused_in_a_sentence(words: tuple[str, ...], says: str) -> None:
    done = type_verify_text("emit", *words, env={**os.environ})
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr and "Traceback" not in done.stderr


def test_the_job_asks_for_isolation_unless_less_is_said_to_do() -> None:
    gate = ["--fail-on", "refuted", "--require-isolation", "full"]
    assert emitted("org/model")[4:] == ["org/model", *gate]
    assert emitted("org/model", "--data", "/rows.csv")[4:] == ["org/model", *gate, "--data", "/rows.csv"]


def test_the_job_is_named_for_its_target() -> None:
    done = type_verify_text("emit", "argo-cron", "Org/Model_v1.5@main", "--image", "x", env={**os.environ})
    assert yaml.safe_load(done.stdout)["metadata"]["name"] == "verify-org-model-v1-5-main"
