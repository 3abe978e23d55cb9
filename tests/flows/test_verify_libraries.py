"""A true and an inflated number of a card, for a model of each library: confirmed and refuted, in the sandbox."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from sklearn.metrics import f1_score

from flows.api import Options, verify
from flows.settings import settings
from tests.flows.conftest import Typed
from tests.loopback.hub import Hub
from tests.reproducers.library_models import TABLES, TEXTS

KINDS = {**TABLES, **TEXTS}
ROWS = 800
ONE_OF_EACH = [
    "skops",
    "skops-texts",
    "xgboost-ubj",
    "lightgbm",
    "catboost",
    "fasttext",
    "spacy",
    "model2vec",
    "tflite",
]


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_what_holds_is_confirmed_and_what_does_not_is_refuted(tmp_path: Path, kind: str) -> None:
    (tmp_path / "model").mkdir()
    made = KINDS[kind](tmp_path, ROWS)  # type: ignore[call-arg]  # how many rows
    average = f1_score(made.truth, made.answers, average="macro")
    task = "text" if kind in TEXTS else "tabular"
    root = made.root.rename(tmp_path / "harbour")
    (root / "README.md").write_text(
        f"---\npipeline_tag: {task}-classification\nlicense: mit\n---\n# Harbour\n\n## Results\n\n"
        "| Dataset | Accuracy | F1 (macro) |\n|---|---|---|\n"
        f"| Harbours | {made.accuracy:.4f} | {min(0.9999, average + (1 - average) * 0.8):.4f} |\n"
    )
    where = settings({"VERIFY_HOME": str(tmp_path / "home")})
    dossier = verify(str(root), Options(data=str(made.data), of_dataset="Harbours", margin=Decimal(4)), where)
    outcomes = {
        claim.metric: verdict.outcome for claim, verdict in zip(dossier.claims, dossier.verdicts, strict=True)
    }
    assert outcomes == {"accuracy": "confirmed", "f1": "refuted"}, dossier.verdicts
    subjects = {attempt.subject for attempt in dossier.attempts if attempt.metric == "accuracy"}
    assert {"majority class"} < subjects, subjects


def test_a_model_on_the_hub_is_fetched_before_its_rows_are_understood(tmp_path: Path, typed: Typed) -> None:
    """Of large files the Hub's model is only stubs at first, and this card names no task."""
    (tmp_path / "model").mkdir()
    made = TABLES["catboost"](tmp_path)
    made.root.rename(tmp_path / "harbour")
    root = tmp_path / "hub/acme/harbour"
    root.parent.mkdir(parents=True)
    (tmp_path / "harbour").rename(root)
    (root / ".hub.json").write_text('{"lfs": ["*.cbm"]}')
    (root / "README.md").write_text(
        f"# Harbour\n\n| Dataset | Accuracy |\n|---|---|\n| Harbours | {made.accuracy:.4f} |\n"
    )
    words = ("acme/harbour", "--data", str(made.data), "--of-dataset", "Harbours", "--margin", "8", "--json")
    with Hub(tmp_path / "hub") as hub:
        done = typed(*words, home=tmp_path / "home", HF_ENDPOINT=hub.endpoint)
    assert done.returncode == 0, done.stderr
    assert [verdict["outcome"] for verdict in json.loads(done.stdout)["verdicts"]] == ["confirmed"], (
        done.stdout
    )
