"""The command at doors on the loopback: models of the Hub, papers of arXiv, and what leads from one to the other."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import Typed
from tests.loopback.arxiv import Loopback, serve
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import SECRET
from tests.loopback.printed import print_paper, write_card

EXAMPLE = Path(__file__).parents[2] / "examples" / "langid"
PAPER = "2601.00001"
CARD = "# Langid\n\nLangid reaches an accuracy of 95.8 on our test set with 1,314,940 parameters.\n"
GATED = Fault("/org/gated/resolve/", "status", status=403, headers=(("X-Error-Code", "GatedRepo"),))
pytestmark = pytest.mark.long
Ended = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Doors:
    hub: Hub
    arxiv: Loopback
    root: Path
    typed: Typed

    def type(self, *words: str, home: str = "home", **environ: str) -> Ended:
        doors = {
            "HF_ENDPOINT": self.hub.endpoint,
            "VERIFY_ARXIV_ENDPOINT": self.arxiv.base,
            "VERIFY_ARXIV_INTERVAL": "0.01",
            "HF_HOME": str(self.root / "hf"),
            "HF_TOKEN": SECRET,
        }
        return self.typed(*words, home=self.root / home, **{**doors, **environ})

    def dossier(self, *words: str, **environ: str) -> dict[str, Any]:
        done = self.type(*words, "--json", **environ)
        assert done.returncode in (0, 1) and done.stderr == "", done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def card(self, name: str, *tags: str, score: float = 91.5) -> None:
        write_card(self.hub.root / name, name.rpartition("/")[2], score, tags)


@pytest.fixture
def doors(tmp_path: Path, typed: Typed) -> Iterator[Doors]:
    (tmp_path / "hub").mkdir()
    print_paper(tmp_path / "arxiv", f"{PAPER}v1", score=93.5)
    with Hub(tmp_path / "hub", (GATED,), token=SECRET) as hub, serve(tmp_path / "arxiv") as arxiv:
        yield Doors(hub, arxiv, tmp_path, typed)


def refused(done: Ended, says: str, code: int = 3) -> None:
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert says in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert SECRET not in done.stderr


def test_a_state_dict_on_the_hub_goes_through_the_gate_and_a_pickle_with_code_stays_outside(
    doors: Doors,
) -> None:
    import torch
    from safetensors.torch import load_file

    for name, held in (
        ("plain", load_file(EXAMPLE / "model" / "model.safetensors")),
        ("evil", {"w": Path("x")}),
    ):
        folder = doors.hub.root / "org" / name
        shutil.copytree(EXAMPLE / "model", folder, ignore=shutil.ignore_patterns("*.safetensors"))
        (folder / "README.md").write_text(CARD)
        torch.save(held, folder / "pytorch_model.bin")
    plain, evil = doors.dossier("org/plain"), doors.dossier("org/evil")
    counts = {c["id"] for c in plain["claims"] if c["metric"] == "params" and c["value"] == "1314940"}
    if plain["isolation"] == "full":
        assert {v["outcome"] for v in plain["verdicts"] if v["claim_id"] in counts} == {"confirmed"}
    assert evil["model"]["refused"] in ("unsafe_weights", "isolation")
    assert "unsafe-weights" in {finding["rule"] for finding in evil["findings"]}


def test_a_model_on_the_hub_is_pinned_fetched_and_measured(doors: Doors) -> None:
    shutil.copytree(EXAMPLE / "model", doors.hub.root / "org" / "langid")
    (doors.hub.root / "org" / "langid" / "README.md").write_text(CARD)
    found = doors.dossier("org/langid")
    assert (found["source"]["kind"], found["source"]["name"]) == ("hub", "org/langid")
    params = {c["id"] for c in found["claims"] if c["metric"] == "params" and c["value"] == "1314940"}
    assert {v["outcome"] for v in found["verdicts"] if v["claim_id"] in params} == {"confirmed"}
    whole = [
        request
        for request in doors.hub.log
        if request.path.endswith(".safetensors") and request.range is None
    ]
    asked = len(doors.hub.log)
    assert len(whole) <= 1
    assert doors.dossier("hf:org/langid") == found
    assert not [
        request for request in doors.hub.log[asked:] if "/resolve/" in request.path
    ]  # what is here is not fetched again
    offline = doors.dossier("org/langid", HF_HUB_OFFLINE="1")
    assert "Offline" in " ".join(offline["notes"])
    assert offline["verdicts"] == found["verdicts"]


def test_a_revision_is_the_one_that_was_asked_for(doors: Doors) -> None:
    doors.card("org/model", score=81)
    commit = doors.hub.freeze("org/model")
    doors.card("org/model", score=99)
    now, then = (
        doors.type("extract", "org/model", "--json"),
        doors.type("extract", f"org/model@{commit}", "--json"),
    )
    assert {one["value"] for one in json.loads(now.stdout)["claims"]} == {"99.0"}
    assert {one["value"] for one in json.loads(then.stdout)["claims"]} == {"81.0"}
    assert json.loads(then.stdout)["source"]["revision"] == commit


def test_what_cannot_be_had_is_said_with_the_next_step(doors: Doors) -> None:
    doors.card("org/gated")
    refused(doors.type("org/gated"), "Ask for access at")
    refused(doors.type("org/none"), "There is no model org/none")
    refused(doors.type("org/gated@nowhere"), "no such branch")
    refused(doors.type("extract", "2601.99999"), "knows no paper")
    refused(doors.type("extract", f"{PAPER}v7"), "the newest is 1")
    refused(doors.type("extract", "org/gated", HF_HUB_OFFLINE="1", home="other"), "offline mode is on")


def test_the_token_is_kept_nowhere(doors: Doors) -> None:
    doors.card("org/model")
    done = doors.type("extract", "org/model")
    assert done.returncode == 0 and all(
        request.authorized for request in doors.hub.log if "/resolve/" in request.path
    )
    for path in (doors.root / "home").rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


def test_a_model_is_read_with_the_paper_that_its_card_names(doors: Doors) -> None:
    doors.card("org/model", f"arxiv:{PAPER}")
    found = doors.dossier("org/model")
    assert found["companion"]["name"] == PAPER
    assert any(f"arXiv:{PAPER}v1, was read beside the card" in note for note in found["notes"])


def test_of_two_papers_none_is_read_beside(doors: Doors) -> None:
    doors.card("org/model", f"arxiv:{PAPER}", "arxiv:1706.03762")
    found = doors.dossier("org/model")
    assert found["companion"] is None
    assert any("names 2 papers" in note for note in found["notes"])


def test_a_paper_that_cannot_be_had_does_not_end_the_run(doors: Doors) -> None:
    doors.card("org/model", "arxiv:2601.99999")
    found = doors.dossier("org/model")
    assert found["companion"] is None and found["claims"]
    assert any("could not be read beside it" in note for note in found["notes"])


def test_a_paper_leads_to_its_one_model(doors: Doors) -> None:
    needs_papers()
    doors.card("org/tiny", f"arxiv:{PAPER}")
    doors.card("you/tuned", f"arxiv:{PAPER}", "base_model:finetune:org/tiny")
    found = doors.dossier(PAPER)
    assert (found["source"]["name"], found["companion"]["name"]) == (PAPER, "org/tiny")
    assert any("org/tiny" in note and "passed over: you/tuned" in note for note in found["notes"])


def test_two_models_alike_are_said_and_none_is_taken(doors: Doors) -> None:
    needs_papers()
    doors.card("org/base", f"arxiv:{PAPER}")
    doors.card("org/large", f"arxiv:{PAPER}")
    found = doors.dossier(PAPER)
    assert found["companion"] is None
    assert any("ambiguous" in note and "--model" in note for note in found["notes"])
    assert doors.dossier(PAPER, "--model", "org/large")["companion"]["name"] == "org/large"


def needs_papers() -> None:
    pytest.importorskip("extractors.readers.paper", reason="papers are not read yet")
