"""More repositories that show a stage, each with its twin: kinds that were met in public repositories."""

from tests.extractors.repository_twins import CRON, TRAIN, Twin

MORE_TWINS: dict[str, Twin] = {
    "settings of training, and what a run wrote": (
        "configuration",
        {"waves.json": '{"train": {"learning_rate": 1e-4, "epochs": 9}}'}, "found",
        {"trainer_state.json": '{"learning_rate": 1e-4, "epochs": 9}', "config.json": '{"hidden_size": 64, "dropout": 0.1}'},
        "missing",
    ),
    "a folder of settings by any name": (
        "configuration",
        {"tagger_config/ner.jsonnet": 'local seed = 3;\n{"trainer": {"num_epochs": 9, "optimizer": "adam"}}\n'}, "found",
        {"reconfigured/ner.json": '{"name": "ner"}'}, "missing",
    ),
    "a pipeline that a file describes": (
        "orchestration",
        {"recipe.yaml": "recipe: regression/v1\nsteps:\n  train:\n    using: custom\n"}, "partial",
        {"notes.yaml": "steps:\n  train: by hand\n"}, "missing",
    ),
    "a link to the data of a sentence": (
        "data-source",
        {"README.md": "The dataset can be downloaded from [here](https://example.org/lab/shop-2021).\n"}, "found",
        {"README.md": "The [paper](https://example.org/abs/1) describes the dataset.\n"}, "not shown",
    ),
    "rows of text are no document": (
        "monitoring",
        {"serve.py": "import prometheus_client as p\np.Counter('n', 'n')\n"}, "found",
        {"data/test.txt": "monitoring NN O O\n", "cheatsheet.txt": "# monitoring\n"}, "missing",
    ),
    "one pin among many": (
        "environment-lock",
        {"requirements.txt": "numpy==2.1\nscipy==1.14\ntqdm\n"}, "partial",
        {"requirements.txt": "numpy==2.1\nscipy\ntqdm\n"}, "missing",
    ),
    "gradients of functions": (
        "training",
        {"train.py": "import jax\n\ndef update(p):\n    return jax.value_and_grad(loss)(p)\n"}, "found",
        {"saliency.py": "import jax\n\ndef saliency(p):\n    return jax.grad(loss)(p)\n"}, "missing",
    ),
    "a model that was once trained again": (
        "retraining",
        {"drift.py": "def check(drift):\n    if drift:\n        retrain(rows)\n"}, "found",
        {"README.md": "`large` is the retrained model of the paper.\n"}, "missing",
    ),
    "training within which is measured": (
        "evaluation",
        {"main.py": "def train_and_evaluate(config):\n    return run(config)\n"}, "found",
        {"main.py": "def train_and_save(config):\n    return run(config)\n"}, "missing",
    ),
    "a picture on a page": (
        "data-source",
        {"README.md": "Rows: <https://b.s3.amazonaws.com/rows.parquet>\n"}, "found",
        {"README.md": "<img src='https://b.s3.amazonaws.com/logo.svg'/>\n"}, "missing",
    ),
    "a commit by a machine": (
        "ci",
        {".github/workflows/a.yml": "on: [push]\njobs:\n  a:\n    steps:\n      - uses: pre-commit/action@v3\n"}, "found",
        {".github/workflows/a.yml": "on: [push]\njobs:\n  a:\n    steps:\n      - uses: someone/add-and-commit@v4\n"}, "missing",
    ),
    "a build of another cloud": (
        "ci",
        {"app/buildspec.yml": "phases:\n  build:\n    commands:\n      - docker build .\n"}, "partial",
        {"app/spec.yml": "phases:\n  build:\n    commands:\n      - docker build .\n"}, "missing",
    ),
    "a test class of the repository's own base": (
        "tests",
        {"tests/test_bow.py": "class BowTest(BaseTest):\n    def test_a(self):\n        assert f() == 1\n"}, "found",
        {"tests/test_bow.py": "class Bow(Base):\n    def test_a(self):\n        assert f() == 1\n"}, "missing",
    ),
    "a path that only names training": (
        "retraining",
        {".github/workflows/w.yml": f"{CRON}      - run: python train.py\n"}, "found",
        {".github/workflows/w.yml": f"{CRON}      - run: convert --in=/tmp/train/a.pb\n      - run: pytest tests/train\n"}, "missing",
    ),
    "gradients that an optimizer applies": (
        "training",
        {"train.py": "import tensorflow as tf\n\ndef train(g):\n    tf.train.AdamOptimizer().apply_gradients(g)\n"}, "found",
        {"geometry.py": "from scipy.optimize import minimize\nminimize(area, x)\n"}, "missing",
    ),
    "summaries that are written": (
        "tracking",
        {"run.py": "import tensorflow as tf\nw = tf.summary.create_file_writer('logs')\n"}, "found",
        {"run.py": "w = book.summary('logs')\n"}, "missing",
    ),
    "a function that answers": (
        "serving",
        {"client.py": "def run_inference(path):\n    return model(path)\n"}, "partial",
        {"client.py": "def read_rows(path):\n    return model(path)\n"}, "missing",
    ),
    "a demo that is called evaluate": (
        "evaluation",
        {"run.py": "def evaluate(model, rows):\n    return model(rows)\n"}, "found",
        {"run.py": "def evaluate(instruction, temperature=0.1):\n    return model(instruction)\n"}, "missing",
    ),
    "a score of one's own": (
        "evaluation",
        {"scorer.py": "def get_fscore(gold, ours):\n    return 2 * p * r / (p + r)\n"}, "partial",
        {"scorer.py": "def get_score(hits):\n    return sum(hits)\n"}, "missing",
    ),
    "a tracker on a condition": (
        "tracking",
        {"a.py": "t = TrainingArguments(report_to='wandb' if tracked else None)\n"}, "found",
        {"a.py": "t = TrainingArguments(report_to=None if tracked else 'wandb')\nc = {'target': 'loggers.CsvLogger'}\n"}, "missing",
    ),
    "a tracker that a dictionary names": (
        "tracking",
        {"a.py": "c = {'target': 'pytorch_lightning.loggers.WandbLogger'}\n"}, "found",
        {"a.py": "c = {'says': 'pytorch_lightning.loggers.WandbLogger'}\n"}, "missing",
    ),
    "rows of a store by their version": (
        "data-versions",
        {"a.py": "v = store.get_feature_view(name='power', version=3)\n"}, "found",
        {"a.py": "v = store.get_view(name='power', version=3)\n"}, "missing",
    ),
    "a function that prepares the rows, and one that prepares a request": (
        "preparation",
        {"prepare.py": "from sklearn.preprocessing import StandardScaler\nrows = StandardScaler().fit_transform(rows)\n"}, "found",
        {"serving/handler.py": "def preprocess(body):\n    return body['rows']\n"}, "missing",
    ),
    "checks of rows, and a plan of them": (
        "data-checks",
        {"schema.py": "import pandera.pandas as pa\nschema = pa.DataFrameSchema({'age': pa.Column(int)})\n"}, "found",
        {"README.md": "We plan to check the rows with pandera.\n"}, "missing",
    ),
    "weights at a place of data": (
        "data-source",
        {"README.md": "The rows: <https://b.s3.amazonaws.com/rows.tar.gz>\n"}, "found",
        {"README.md": "Pretrained models: <https://b.s3.amazonaws.com/base.tar.gz>\n"}, "missing",
    ),
    "software at a place of data": (
        "data-source",
        {"get.sh": "wget https://b.blob.core.windows.net/rows/2021.csv\n"}, "found",
        {"get.sh": "wget https://b.blob.core.windows.net/release/cli.whl\n"}, "missing",
    ),
    "a function of the cloud that answers, and one that starts a build": (
        "serving",
        {"predict/handler.py": "def lambda_handler(event, context):\n    return model(event)\n"}, "found",
        {"triggers/handler.py": "def lambda_handler(event, context):\n    return start(event)\n"}, "partial",
    ),
    "a folder with most of the code and a licence of its own": (
        "training",
        {"LICENSE": "MIT License\nCopyright (c) 2024 Ann", "seed/LICENSE": "Apache License", "seed/train.py": TRAIN}, "found",
        {
            "LICENSE": "MIT License\nCopyright (c) 2024 Ann", "seed/LICENSE": "Apache License", "seed/train.py": TRAIN,
            "a.py": "print(1)\n", "b.py": "print(2)\n",
        },
        "missing",
    ),
    "a comment of Markdown": (
        "monitoring",
        {"README.md": "Monitoring runs beside it.\n"}, "not shown",
        {"README.md": "[comment]: <> (Monitoring runs beside it.)\n[//]: # (Monitoring)\n<!-- monitoring -->\n"}, "missing",
    ),
    "an address that holds a word": (
        "container",
        {"Dockerfile": "FROM python:3.12\n"}, "found",
        {"README.md": "flow = Flow(uses='hub+docker://Executor/latest')\n"}, "missing",
    ),
}  # fmt: skip
