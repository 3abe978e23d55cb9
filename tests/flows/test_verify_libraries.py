"""A true and an inflated number of a card, for a model of each library: confirmed and refuted, in the sandbox."""

from decimal import Decimal
from pathlib import Path

import pytest
from sklearn.metrics import f1_score

from flows.api import Options, verify
from flows.settings import settings
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
