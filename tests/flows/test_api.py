"""Assay from Python: a target and options in, records out, errors as the sentence that the command prints."""

import os
import re
from pathlib import Path

import pytest

from claims.errors import SourceNotFound
from flows.api import Options, extract, frame, verify
from flows.settings import settings
from tests.reports.dossiers import realistic

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
CARD = "# Harbour\n\nHarbour reaches an accuracy of 88.4 on SST-2. It has 12.5 million parameters.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "card.md").write_text(CARD)
    return tmp_path


def test_records_go_in_and_records_come_out(folder: Path) -> None:
    where = settings({"VERIFY_HOME": str(folder / "home")})
    dossier = verify(str(folder / "card.md"), Options(margin="1"), where)
    assert {verdict.outcome for verdict in dossier.verdicts} == {"unchecked"}
    assert [claim.stated.as_written for claim in dossier.claims][0] == "88.4"
    reading = extract(str(folder / "card.md"), where)
    assert reading.claims == dossier.claims
    assert verify(str(folder / "card.md"), Options(margin="1"), where) == dossier


def test_a_dossier_is_a_data_frame_of_its_claims() -> None:
    dossier = realistic()
    table = frame(dossier)
    outcomes = {verdict.claim_id: verdict.outcome for verdict in dossier.verdicts}
    assert dict(zip(table.claim, table.outcome, strict=True)) == {one: outcomes[one] for one in table.claim}
    measured = table.dropna(subset=["observed_low"])
    assert len(measured) and (measured.observed_low <= measured.observed_high).all()


def test_an_error_is_a_sentence(folder: Path) -> None:
    with pytest.raises(SourceNotFound, match=r"There is no file or folder .*nothing"):
        verify(str(folder / "nothing"), where=settings({"VERIFY_HOME": str(folder / "home")}))


def test_the_example_of_the_readme_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = README.partition("## From Python")[2].partition("\n## ")[0]
    code = "\n".join(line[4:] for line in section.splitlines() if line.startswith("    "))
    assert "from flows.api import" in code
    monkeypatch.chdir(folder)
    monkeypatch.setitem(os.environ, "VERIFY_HOME", str(folder / "home"))
    code = re.sub(r'"(?:org/model|paper\.pdf)"', '"card.md"', code).replace(', Options(data="ours.csv")', "")
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert set(names["outcomes"].values()) == {"unchecked"}  # type: ignore[attr-defined]
