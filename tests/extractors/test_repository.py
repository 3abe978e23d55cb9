"""The evidence of an audit: each question with a repository that shows it and a twin that only seems to."""

import re
import time
from pathlib import Path

import pytest

from claims.catalog.maturity import evidence_rules, stages
from claims.records import Source
from claims.records.maturity import Maturity, StageFound
from extractors.repository.files import list_files
from extractors.repository.survey import SurveyOrder, survey

ROOM = Path(__file__).resolve().parents[2] / "extractors" / "repository"
TRAIN = "import torch\n\ndef train(loss):\n    loss.backward()\n"


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def looked_at(folder: Path, files: dict[str, str]) -> Maturity:
    written(folder, files)
    source = Source(kind="folder", name="made", revision="r", sha256="0" * 64)
    return survey(SurveyOrder(root=str(folder), files=list_files(folder), source=source))


def stage(folder: Path, name: str, files: dict[str, str]) -> StageFound:
    return next(found for found in looked_at(folder, files).stages if found.name == name)


CRON = "on:\n  schedule:\n    - cron: '0 3 * * 1'\njobs:\n  a:\n    steps:\n"
TWINS: dict[str, tuple[str, dict[str, str], str, dict[str, str], str]] = {
    "letters inside a word": (
        "retraining",
        {".github/workflows/weekly.yml": f"{CRON}      - run: python train.py\n"}, "found",
        {"a.py": "m = AutoModel.from_pretrained('x')\n", ".github/workflows/stale.yml": f"{CRON}      - uses: actions/stale@v9\n"},
        "missing",
    ),
    "a script that is called schedule": (
        "retraining",
        {".github/workflows/weekly.yml": f"{CRON}      - run: dvc repro\n"}, "found",
        {"scripts/schedule.sh": "python src/train.py epochs=5\n"}, "missing",
    ),
    "a folder of pictures": (
        "data-source",
        {"a.py": "from torchvision import datasets\nd = datasets.MNIST('x', download=True)\n"}, "found",
        {"a.py": "from torchvision import datasets\nd = datasets.ImageFolder('x')\n"}, "missing",
    ),
    "a tracker that the settings make": (
        "tracking",
        {"configs/logger.yaml": "wandb:\n  _target_: lightning.pytorch.loggers.wandb.WandbLogger\n"}, "found",
        {"configs/logger.yaml": "# wandb\ncsv:\n  _target_: lightning.pytorch.loggers.csv_logs.CSVLogger\n"}, "missing",
    ),
    "a plan": (
        "monitoring",
        {"m.py": "from prometheus_client import Counter\nc = Counter('calls', 'calls')\n"}, "found",
        {"README.md": "## Roadmap\n- Prometheus alerts\n\n## Use\nWe plan to add monitoring with Grafana.\n- [ ] monitoring\n"},
        "missing",
    ),
    "a denial": (
        "licence",
        {"LICENSE": "MIT License\n\nPermission is hereby granted"}, "found",
        {"README.md": "There is no licence yet, so do not use this.\n", "LICENSE": "TODO: choose one.\n"}, "missing",
    ),
    "prose alone": (
        "tracking",
        {"train.py": "import mlflow\nwith mlflow.start_run():\n    mlflow.log_metric('f1', 0.5)\n"}, "found",
        {"README.md": "Experiments are tracked with MLflow.\n"}, "not shown",
    ),
    "installed only": (
        "orchestration",
        {"flow.py": "from prefect import flow\n\n@flow\ndef nightly():\n    run()\n"}, "found",
        {"requirements.txt": "prefect>=3\n"}, "not shown",
    ),
    "a comment and a docstring": (
        "serving",
        {"app.py": "from fastapi import FastAPI as Service\napp = Service()\n"}, "found",
        {"app.py": '"""Use:\n\n    app = FastAPI()\n"""\n# app = FastAPI()\n'}, "missing",
    ),
    "a test that tests nothing": (
        "tests",
        {"tests/test_a.py": "class TestAll:\n    def test_a(self):\n        assert f() == 1\n"}, "found",
        {"tests/test_a.py": "def test_a():\n    '''Later.'''\n    pass\n\nclass Suite:\n    def test_b(self):\n        assert f()\n"},
        "missing",
    ),
    "a workflow that checks nothing": (
        "ci",
        {".github/workflows/a.yml": "on: [push]\njobs:\n  a:\n    steps:\n      - run: |\n          pip install .\n          pytest -q\n"},
        "found",
        {".github/workflows/a.yml": "on: pull_request\njobs:\n  a:\n    steps:\n      - uses: actions/labeler@v5\n      # - run: pytest\n"},
        "missing",
    ),
    "somebody else's code": (
        "training",
        {"LICENSE": "MIT License\nCopyright (c) 2024 Ann", "train.py": TRAIN}, "found",
        {
            "LICENSE": "MIT License\nCopyright (c) 2024 Ann", "third_party/train.py": TRAIN,
            "kit/LICENSE": "BSD License\nCopyright (c) 2017 Bob", "kit/train.py": TRAIN,
        },
        "missing",
    ),
    "fitting what is no model": (
        "training",
        {"train.py": "from sklearn.svm import SVC\nm = SVC()\nm.fit(x, y)\n"}, "found",
        {"words.py": "from sklearn.feature_extraction.text import CountVectorizer\nm = CountVectorizer()\nm.fit(x)\n"}, "missing",
    ),
    "a generator without a seed": (
        "seeds",
        {"a.py": "import numpy as np\nnp.random.default_rng(3)\n"}, "found",
        {"a.py": "import numpy as np\nnp.random.default_rng()\nclf = SVC(random_state=None)\n"}, "missing",
    ),
    "an image that is only spoken of": (
        "container",
        {"Dockerfile": "# base\nFROM python:3.12\nCMD [\"uvicorn\", \"app:app\"]\n"}, "found",
        {"Dockerfile": "# FROM python:3.12\n", "README.md": "Docker images work as well.\n"}, "not shown",
    ),
    "a model under DVC is no data under DVC": (
        "data-versions",
        {"data/rows.csv.dvc": "outs:\n- md5: a\n  path: rows.csv\n"}, "found",
        {"model.pt.dvc": "outs:\n- md5: a\n  path: model.pt\n"}, "partial",
    ),
    "a digest in the code is no version of the data": (
        "data-versions",
        {"a.py": "from datasets import load_dataset\nd = load_dataset('a/b', revision='4f1')\n"}, "found",
        {"a.py": "import hashlib\nprint(hashlib.sha256(b'').hexdigest())\n"}, "missing",
    ),
    "an example": (
        "registry",
        {"push.py": "import mlflow\nmlflow.register_model('m', 'n')\n"}, "found",
        {"examples/push.py": "import mlflow\nmlflow.register_model('m', 'n')\n"}, "partial",
    ),
    "a loader of local files names no source": (
        "data-source",
        {"a.py": "from datasets import load_dataset\nd = load_dataset('glue', 'sst2')\n"}, "found",
        {"a.py": "from datasets import load_dataset\nd = load_dataset('csv', data_files=f)\n"}, "missing",
    ),
    "the repository's own package of that name": (
        "monitoring",
        {"a.py": "import whylogs as why\nwhy.log(df)\n"}, "found",
        {"src/whylogs/__init__.py": "", "src/whylogs/a.py": "import whylogs as why\nwhy.log(df)\n"}, "missing",
    ),
    "pins are no lock": (
        "environment-lock",
        {"requirements.txt": "numpy==2.1 \\\n    --hash=sha256:ab\n"}, "found",
        {"requirements.txt": "numpy==2.1\n# --hash=sha256:ab\n"}, "partial",
    ),
    "settings of a tool": (
        "configuration",
        {"configs/train.yaml": "lr: 0.1\n"}, "found",
        {".github/ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: false\n", "configs/empty.yaml": "# nothing\n"}, "missing",
    ),
    "saving with a method of the same name": (
        "safe-weights",
        {"a.py": "from safetensors.torch import save_file\nsave_file(w, 'm.safetensors')\n"}, "found",
        {"a.py": "store.save_file('x')\n"}, "missing",
    ),
    "metrics read, not made": (
        "evaluation",
        {"evaluate.py": "from sklearn.metrics import f1_score\nprint(f1_score(a, b))\n"}, "found",
        {"notes.md": "It is evaluated by hand.\n", "rename.py": "score = row['f1_score']\n"}, "missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(TWINS))
def test_what_is_there_is_found_and_its_twin_is_not(kind: str, tmp_path: Path) -> None:
    name, there, state, twin, state_of_twin = TWINS[kind]
    found = stage(tmp_path / "there", name, there)
    assert (found.state, stage(tmp_path / "twin", name, twin).state) == (state, state_of_twin)
    assert all(place.quote for place in found.evidence)


def test_the_twins_ask_every_question() -> None:
    assert {twin[0] for twin in TWINS.values()} == {one.name for one in stages()}


def test_every_yes_shows_the_line_on_which_it_stands(tmp_path: Path) -> None:
    for number, (name, there, _, _, _) in enumerate(TWINS.values()):
        for place in stage(tmp_path / str(number), name, there).evidence:
            lines = (tmp_path / str(number) / place.file).read_text().splitlines()
            assert place.line and place.quote == lines[place.line - 1].strip()


def test_a_list_of_words_and_a_history_are_no_evidence(tmp_path: Path) -> None:
    words = "mlflow\nairflow\nmonitoring\nretraining\n"
    found = looked_at(
        tmp_path, {"keywords.txt": words, "CHANGELOG.md": words, "a.toml": f'words = """{words}"""\n'}
    )
    assert {one.state for one in found.stages} == {"missing"}


def test_the_audit_s_own_code_shows_nothing_but_what_it_does() -> None:
    source = Source(kind="folder", name="own", revision="r", sha256="0" * 64)
    found = survey(SurveyOrder(root=str(ROOM), files=list_files(ROOM), source=source))
    assert {one.name: one.state for one in found.stages if one.state != "missing"} == {}


HOSTILE = {
    "deep": "-" * 100_000 + "1",
    "long sum": "1" + "+1" * 60_000,
    "long chain": "a" + ".b" * 60_000,
    "brackets": "(" * 5_000,
    "branches": "if 1:\n pass\n" + "elif 1:\n pass\n" * 9_000,
    "old": "print 'x'\n",
    "zero": "a\0b",
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_code_that_no_parser_holds_is_told_and_the_rest_is_read(kind: str, tmp_path: Path) -> None:
    found = looked_at(tmp_path, {"bad.py": f"import mlflow\n{HOSTILE[kind]}\n", "train.py": TRAIN})
    assert next(one for one in found.stages if one.name == "training").state == "found"
    assert kind == "zero" or ("bad.py" in found.notes[0] and "could not be parsed" in found.notes[0])


def test_hostile_yaml_and_notebooks_are_left_out(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    files = {
        ".github/workflows/a.yml": bomb,
        ".github/workflows/b.yml": "[" * 5_000,
        "conf/c.json": "[" * 100_000,
        "d.ipynb": '{"cells": [{"cell_type": "code", "source": [' + "[" * 50_000,
        "e.ipynb": '{"cells": [{"cell_type": "code", "source": 3}, {"cell_type": "code", "source": [1]}]}',
        "pyproject.toml": "project = 3\ntool = 4\n",
        "train.py": TRAIN,
    }
    began = time.process_time()
    found = looked_at(tmp_path, files)
    assert time.process_time() - began < 3
    assert next(one for one in found.stages if one.name == "training").state == "found"


def test_two_thousand_files_are_read_in_three_seconds(tmp_path: Path) -> None:
    body = "".join(
        f"def part_{n}(rows):\n    total = sum(row.value * {n} for row in rows)\n    return total\n"
        for n in range(25)
    )
    files = {f"pkg/m{n // 100}/f{n}.py": f"import torch\n{body}" for n in range(2_000)}
    written(tmp_path, files)
    source = Source(kind="folder", name="made", revision="r", sha256="0" * 64)
    began = time.process_time()
    survey(SurveyOrder(root=str(tmp_path), files=list_files(tmp_path), source=source))
    assert time.process_time() - began < 3


def test_every_rule_is_of_a_stage_and_of_a_kind_that_a_parser_gives() -> None:
    code = "\n".join(path.read_text() for path in ROOM.glob("*.py"))
    kinds = set(re.findall(r'Fact\(\s*"([a-z-]+)"', code)) | {"licence", "licence-below"}
    assert {rule.stage for rule in evidence_rules()} == {one.name for one in stages()}
    assert {rule.kind for rule in evidence_rules()} <= kinds
