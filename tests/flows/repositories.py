"""Six repositories of known make, three good and three bad, each with what it lacks."""

from pathlib import Path

GOOD: dict[str, dict[str, str]] = {
    "platform": {
        "README.md": "# Platform\nData: https://zenodo.org/record/1/files/dataset.zip\n",
        "LICENSE": "MIT License",
        "uv.lock": "version = 1",
        "Dockerfile": "FROM python@sha256:abc\nCMD python serve.py",
        "train.py": "import mlflow\nset_seed(7)\nmlflow.register_model('m', 'n')\n",
        "evaluate.py": "from sklearn.metrics import accuracy_score\n",
        "serve.py": "app = FastAPI()\n",
        "monitor.py": "from evidently import Report\n",
        "flow.py": "from prefect import flow\nschedule = CronSchedule('0 1 * * *')\n",
        "configs/base.yaml": "lr: 1e-3",
        "dvc.yaml": "stages: {}",
        "dvc.lock": "schema: '2.0'",
        "tests/test_train.py": "def test_it(): assert True",
        ".github/workflows/ci.yml": "on: push",
        "model.safetensors": "",
    },
    "research": {
        "README.md": "# Research\nTrained on https://huggingface.co/datasets/a/b\n",
        "LICENSE": "Apache License",
        "poetry.lock": "x",
        "train.py": "import wandb\nseed_everything(1)\n",
        "eval.py": "import evaluate\nm = evaluate.load('accuracy')\n",
        "params.yaml": "lr: 1",
        "data.dvc": "outs: []",
        "tests/test_model.py": "assert 1",
        ".github/workflows/test.yml": "on: push",
        "model.safetensors": "",
    },
    "library": {
        "README.md": "# Library\nData from https://kaggle.com/datasets/x\n",
        "LICENSE": "BSD",
        "requirements.lock": "a==1 --hash=sha256:aa",
        "train.py": "import mlflow\ntorch.manual_seed(0)\n",
        "benchmark.py": "accuracy_score(a, b)\n",
        "conf/a.yaml": "x: 1",
        "checksums.txt": "abc  data.csv",
        "tests/test_a.py": "assert 1",
        ".gitlab-ci.yml": "test: {}",
        "model.onnx": "",
    },
}
BAD: dict[str, dict[str, str]] = {
    "notebooks": {
        "README.md": "# Model\nOpen the notebook and run all cells. Copy the data into /data by hand.\n",
        "train_final_v2.ipynb": "{}",
        "model.pkl": "x",
    },
    "script": {
        "README.md": "# Our model\n",
        "train.py": "df = read('/home/bob/stuff.csv')\nmodel.fit(df)\n",
        "requirements.txt": "torch\nnumpy\n",
        "weights.pt": "x",
    },
    "dump": {"pytorch_model.bin": "x", "config.json": "{}", "notes.txt": "Ask Bob for the data."},
}
LACKS = {
    "notebooks": {"environment-lock", "tests", "ci", "licence", "seeds", "monitoring", "data-versions"},
    "script": {
        "environment-lock",
        "tests",
        "ci",
        "licence",
        "seeds",
        "tracking",
        "orchestration",
        "evaluation",
    },
    "dump": {"training", "evaluation", "tests", "ci", "licence", "environment-lock", "seeds", "container"},
    "research": {"container", "orchestration", "monitoring", "retraining"},
    "library": {"container", "orchestration", "serving", "monitoring", "retraining"},
}


def build(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
