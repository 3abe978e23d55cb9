"""The JSON contract: digits as printed, strict, and true to its own schema."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from claims.leaderboard import LeaderboardResult
from claims.records import Dossier
from reports.json_report import json_report
from reports.views.dossier_json import PrintedDossier
from reports.views.extract_json import extract_json
from reports.views.schemas import schemas
from tests.reports.dossiers import ACCURACY, CLAIMS, RIVAL, T4, bare, realistic
from tests.reports.enemy import HOSTILE, hostile

DOCS = Path(__file__).parents[2] / "docs"


@cache
def validator(name: str) -> Any:
    """What judges a report of this name by its schema."""
    schema = json.loads(schemas()[f"{name}.schema.json"])
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def told() -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json_report(realistic()))
    return body


@pytest.mark.parametrize("dossier", [realistic(), bare(), *map(hostile, HOSTILE)])
def test_a_dossier_fits_its_schema(dossier: Dossier) -> None:
    body = json_report(dossier)
    validator("dossier").validate(json.loads(body))
    assert json_report(dossier).endswith(b"}\n")
    PrintedDossier.model_validate_json(body.replace(b'"schema": "assay', b'"schema": "assay', 1))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_read_comes_back_whole(text: str) -> None:
    assert json.loads(json_report(hostile(text)))["title"] == text


def test_a_value_is_the_digits_as_printed_with_the_unit_apart() -> None:
    claims = {claim["id"]: claim for claim in told()["claims"]}
    assert (claims[ACCURACY.id]["value"], claims[ACCURACY.id]["unit"]) == ("95.1", "%")
    assert (claims[RIVAL.id]["value"], claims[RIVAL.id]["spread"]) == ("93.5", "0.3")
    assert "91.0" in [claim["value"] for claim in claims.values()], "a trailing zero is part of the claim"


def test_a_verdict_has_numbers_in_the_unit_of_its_claim() -> None:
    (verdict,) = (v for v in told()["verdicts"] if v["claim_id"] == ACCURACY.id)
    assert verdict["outcome"] == "refuted"
    assert verdict["observed"] == {"value": 91.46, "low": 90.28, "high": 92.51, "n": 2400}
    assert verdict["difference"] == -3.64


def test_checks_are_by_question_and_places_are_whole() -> None:
    checks = told()["checks"]
    assert checks["variance_reported"] == {"answer": "no", "place": None}
    assert checks["hardware_named"]["place"]["quote"] == "NVIDIA T4"


def test_an_extract_has_claims_hardware_and_a_leaderboard_where_asked() -> None:
    row = LeaderboardResult(task="sentiment", dataset="SST-2", metric="Accuracy", score="95.1", claim_id="c")
    body = json.loads(
        extract_json(realistic().source, CLAIMS, (T4,), title="Sentiment Base", leaderboard=(row,))
    )
    validator("extract").validate(body)
    assert body["schema"] == "assay/extract-1"
    assert len(body["claims"]) == len(CLAIMS)
    assert body["hardware"][0]["memory_gb"] == 16
    assert body["leaderboard"][0]["score"] == "95.1"
    assert json.loads(extract_json(realistic().source, CLAIMS))["leaderboard"] is None


def test_a_schema_refuses_a_number_where_digits_belong() -> None:
    body = told()
    body["claims"][0]["value"] = 66.0
    with pytest.raises(jsonschema.ValidationError):
        validator("dossier").validate(body)


def test_the_schemas_in_docs_are_the_ones_that_the_code_means(tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "reports.views", *words], capture_output=True, text=True)

    assert run("--check", str(DOCS)).returncode == 0
    missing = run("--check", str(tmp_path))
    assert missing.returncode == 1
    assert "--write" in missing.stderr
    assert run("--write", str(tmp_path)).returncode == 0
    assert run("--check", str(tmp_path)).returncode == 0
