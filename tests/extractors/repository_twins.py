"""Each question of an audit: a repository that shows it, and a twin that only seems to."""

Twin = tuple[str, dict[str, str], str, dict[str, str], str]
"""The stage, the files that show it, its state there, the files of the twin, and the state there."""
TRAIN = "import torch\n\ndef train(loss):\n    loss.backward()\n"
CRON = "on:\n  schedule:\n    - cron: '0 3 * * 1'\njobs:\n  a:\n    steps:\n"
TWINS: dict[str, Twin] = {
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
