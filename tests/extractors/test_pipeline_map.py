"""The map of a pipeline: what shows each stage, what starts it, what is left to hands, and which tools are in use."""

from pathlib import Path

import pytest

from claims.records.pipeline import PipelineStage, Starter
from tests.extractors.repository_twins import CRON, TRAIN
from tests.extractors.test_repository import looked_at

WORKFLOW = "on:\n  push:\njobs:\n  a:\n    steps:\n"
DVC = "stages:\n  split:\n    cmd: python split.py\n  network:\n    cmd: python src/train.py data\n"
STARTS: dict[str, tuple[dict[str, str], str, Starter, str]] = {
    "a schedule": ({".github/workflows/weekly.yml": f"{CRON}      - run: python train.py\n"}, "training", "schedule", "run: python train.py"),
    "a change": ({".github/workflows/cd.yml": f"{WORKFLOW}      - run: kubectl apply -f app.yaml\n"}, "deployment", "push", "kubectl apply"),
    "a step of a pipeline": ({"dvc.yaml": DVC}, "preparation", "pipeline", "split:"),
    "a step by its command": ({"dvc.yaml": DVC}, "training", "pipeline", "cmd: python src/train.py"),
    "a pipeline that a change starts": (
        {"dvc.yaml": DVC, ".github/workflows/cd.yml": f"{WORKFLOW}      - run: dvc repro\n"}, "training", "push", "dvc repro",
    ),
    "a decorated function": ({"flow.py": "from prefect import task\n\n@task\ndef evaluate_model(m):\n    return m\n"}, "evaluation", "pipeline", "def evaluate_model"),
    "a step by the name that it is given": (
        {"p.py": "from sagemaker.workflow.steps import TrainingStep\ns = TrainingStep(\n    name='TrainIt',\n    step_args=a,\n)\n"},
        "training", "pipeline", "name='TrainIt'",
    ),
    "a graph on a schedule": (
        {"dag.py": "from airflow import DAG\nfrom airflow.operators.python import PythonOperator\n"
         "d = DAG('d', schedule='@daily')\nt = PythonOperator(task_id='train_it', python_callable=f)\n"},
        "training", "schedule", "task_id='train_it'",
    ),
    "a component of a job": (
        {"job.yml": "$schema: https://x/latest/pipelineJob.schema.json\njobs:\n  prepare_rows:\n    type: command\n"},
        "preparation", "pipeline", "prepare_rows:",
    ),
    "a workflow with a button": (
        {".github/workflows/t.yml": "on: workflow_dispatch\njobs:\n  a:\n    steps:\n      - run: python train.py\n"},
        "training", "workflow", "python train.py",
    ),
    "a target": ({"Makefile": "train:\n\t@python fit.py\n"}, "training", "script", "train:"),
    "a script": ({"run.sh": "for part in 0 1; do\n  python train.py --part $part\ndone\n"}, "training", "script", "python train.py"),
    "an image": ({"Dockerfile": "FROM python:3.12\nCMD uvicorn app:app\n"}, "deployment", "image", "uvicorn"),
    "a typed command": ({"README.md": "```bash\nLEVEL=1 python train.py\n```\n"}, "training", "hand", "python train.py"),
    "cells": ({"a.ipynb": '{"cells": [{"cell_type": "code", "source": "from x import SVC\\nmodel = SVC()\\nmodel.fit(x, y)"}]}'}, "training", "hand", "model.fit"),
}  # fmt: skip
"""Files that start a stage, the stage, what starts it, and what the line says."""
NO_START: dict[str, tuple[str, dict[str, str]]] = {
    "a script that is moved": ("training", {"run.sh": "cp train.py old/\n"}),
    "weights that are pulled": ("data", {"run.sh": "dvc pull models/net.pt\n"}),
    "a shell's own words": ("evaluation", {"run.sh": 'eval "$line"\nfor evaluate in 1 2; do\n'}),
    "what a command prints": ("evaluation", {"run.sh": "BEST=$(list evaluate | head)\n"}),
    "a test of the shell": ("packaging", {"run.sh": '[ "$tag" == package ] || exit 1\n'}),
    "a comment": ("packaging", {"Makefile": "dist: all ## builds the package\n"}),
    "a text in a workflow": (
        "training",
        {
            ".github/workflows/c.yml": f"{WORKFLOW}      - run: |\n          cat <<EOF > r.md\n          train it\n          EOF\n"
        },
    ),
    "a workflow that tries the code": (
        "training",
        {".github/workflows/ci-test.yml": f"{CRON}      - run: python train.py --epochs 1\n"},
    ),
    "pages that are deployed": ("deployment", {"Makefile": "docs-serve:\n\tmkdocs serve\n"}),
    "a file that is read": ("training", {"run.sh": "python show.py results/training.json\n"}),
    "a plan": ("training", {"README.md": "## Roadmap\n```bash\npython train.py\n```\n"}),
    "another language": ("training", {"README.md": "```python\npython train.py\n```\n"}),
    "an example": ("training", {"examples/run.sh": "python train.py\n"}),
}
"""Files that only seem to start a stage."""


def stage_of(folder: Path, name: str, files: dict[str, str]) -> PipelineStage:
    return next(stage for stage in looked_at(folder, files).pipeline if stage.name == name)


@pytest.mark.parametrize("kind", STARTS)
def test_what_starts_a_stage_is_told_with_its_line(kind: str, tmp_path: Path) -> None:
    files, name, starter, says = STARTS[kind]
    first = stage_of(tmp_path, name, files).starts[0]
    assert first.by == starter and says in first.place.quote
    assert first.place.line
    assert (
        first.place.quote
        == (tmp_path / first.place.file).read_text().splitlines()[first.place.line - 1].strip()
    )


@pytest.mark.parametrize("kind", NO_START)
def test_what_only_seems_to_start_a_stage_is_not_told(kind: str, tmp_path: Path) -> None:
    name, files = NO_START[kind]
    assert stage_of(tmp_path, name, files).starts == ()


def test_the_stages_stand_in_order_and_a_typed_one_is_manual(tmp_path: Path) -> None:
    found = looked_at(tmp_path, {"train.py": TRAIN, "README.md": "```\n$ python train.py\n```\n"})
    assert [stage.title for stage in found.pipeline] == [
        "Data", "Preparation", "Training", "Evaluation", "Packaging", "Deployment", "Monitoring",
    ]  # fmt: skip
    assert [stage.name for stage in found.pipeline if stage.is_manual] == ["training"]
    training = found.pipeline[2]
    assert training.by_hand == (training.starts[0].place,)


def test_a_step_says_what_its_last_word_does(tmp_path: Path) -> None:
    code = "from zenml import step\n\n@step\ndef train_data_splitter(x):\n    return x\n\n@step\ndef train_and_evaluate(x):\n    return x\n"
    pipeline = {stage.name: stage for stage in looked_at(tmp_path, {"steps.py": code}).pipeline}
    lines = {
        name: [start.place.line for start in pipeline[name].starts]
        for name in ("preparation", "training", "evaluation")
    }
    assert lines == {"preparation": [4], "training": [8], "evaluation": [8]}


def test_a_function_that_predicts_is_no_deployment(tmp_path: Path) -> None:
    predicts = {"predict.py": "def predict(model, x):\n    return model.predict(x)\n"}
    assert stage_of(tmp_path / "a", "deployment", predicts).state == "missing"
    shown = {"app.py": "import streamlit as st\nst.title('x')\n"}
    assert stage_of(tmp_path / "b", "deployment", shown).state == "partial"


@pytest.mark.parametrize(
    ("says", "counts"),
    [
        ("Copy the rows into the folder by hand.", True),
        ("You need to manually download the dataset.", True),
        ("You never have to download the dataset manually.", False),
        ("If the dataset was downloaded manually, skip this.", False),
        ("You can also set the data path manually.", False),
        ("We plan to replace what is copied by hand: the data.", False),
        ("This will also copy your data into the image.", False),
    ],
)  # fmt: skip
def test_a_document_asks_for_work_by_hand_or_only_tells_of_it(
    says: str, counts: bool, tmp_path: Path
) -> None:
    found = looked_at(tmp_path, {"README.md": f"# Use\n\n{says}\n"})
    assert [place.quote for place in found.by_hand] == [says] * counts


def test_data_that_nothing_explains_are_named(tmp_path: Path) -> None:
    files = {"data/rows.csv": "a\n1\n", "metrics.csv": "a\n1\n", "train.py": "read('/home/bob/rows.csv')\n"}
    data = stage_of(tmp_path / "a", "data", files)
    assert [place.file for place in data.undocumented] == ["train.py", "data/rows.csv"]
    explained = {"data/rows.csv": "a\n1\n", "data/README.md": "Rows of the shop, 2021.\n"}
    assert stage_of(tmp_path / "b", "data", explained).undocumented == ()
    made = {
        "a.py": "out = f's3://{bucket}/rows.csv'\n# read('/home/bob/rows.csv')\nmodel_path = '/mnt/lab/net'\n"
    }
    assert stage_of(tmp_path / "c", "data", made).undocumented == ()


def test_tools_are_told_by_what_uses_them(tmp_path: Path) -> None:
    files = {
        "train.py": "import mlflow\nmlflow.start_run()\n", "requirements.txt": "wandb\n",
        "README.md": "Kubeflow runs it.\n", "examples/a.py": "import torch\n",
    }  # fmt: skip
    states = {tool.name: tool.state for tool in looked_at(tmp_path, files).tools}
    assert states == {"MLflow": "found", "Weights & Biases": "not shown", "PyTorch": "partial"}


def test_scores_on_file_are_read(tmp_path: Path) -> None:
    files = {
        "reports/metrics.json": '{\n  "accuracy": 0.91,\n  "epoch": 3\n}\n',
        "data.json": '{"f1": 0.5}\n',
    }
    figures = looked_at(tmp_path, files).figures
    assert [(figure.metric, figure.value, figure.place.line) for figure in figures] == [("accuracy", 0.91, 2)]
