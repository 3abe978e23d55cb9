"""`verify publish` against the Hub's own protocol: shown first, sent once and only when asked, the token never told."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from flows.settings import Settings
from flows.store import Store
from tests.flows.typed import type_verify_text
from tests.loopback.faults import Deed, Fault, Script
from tests.loopback.hub import Hub
from tests.reports.dossiers import realistic

TOKEN = "hf_canaryOfTheTests"
NAME = "acme/sentiment-base"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A Hub that holds the model of the realistic run."""
    (tmp_path / "hub" / NAME).mkdir(parents=True)
    (tmp_path / "hub" / NAME / "README.md").write_text("# A card\n")
    with Hub(tmp_path / "hub", token=TOKEN) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, hub: Hub) -> Path:
    """A home with a run on rows of a benchmark, one on rows of its own, and one of a folder."""
    home, base = tmp_path / "home", realistic()
    store = Store(Settings(home=home, store=f"sqlite:///{home / 'store.db'}"))
    source = base.source.model_copy(update={"kind": "hub", "name": NAME, "revision": hub.freeze(NAME)})
    (rows,) = base.slices
    named = rows.model_copy(update={"of_dataset": "SST-2", "split": "validation"})
    told = base.model_copy(update={"source": source, "slices": (named,)})
    runs = {
        "a" * 12: told,
        "b" * 12: told.model_copy(update={"slices": base.slices}),
        "c" * 12: told.model_copy(update={"source": source.model_copy(update={"kind": "folder"})}),
    }
    for run, dossier in runs.items():
        store.keep_dossier(dossier.model_copy(update={"run": run}), "2026-01-01T00:00:00Z")
    return home


def typed(home: Path, hub: Hub, *words: str, token: str | None = TOKEN) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k not in ("HF_TOKEN", "HF_HUB_OFFLINE")}
    env |= {"VERIFY_HOME": str(home), "HF_ENDPOINT": hub.endpoint, "HF_HOME": str(home / "hf")}
    env |= {"HF_TOKEN": token} if token else {}
    return type_verify_text("publish", *words, env=env)


def test_without_the_flag_it_is_shown_and_the_hub_is_not_asked(home: Path, hub: Hub) -> None:
    done = typed(home, hub, "aaaa")
    assert done.returncode == 0, done.stderr
    (entry,) = yaml.safe_load(done.stdout)
    assert entry["dataset"] == {"id": "nyu-mll/glue", "task_id": "sst2"}
    assert "Nothing was sent" in done.stderr and "pull request to acme/sentiment-base" in done.stderr
    assert hub.log == [] and hub.proposed == []


def test_with_the_flag_a_pull_request_with_the_same_file_is_opened_from_the_commit_read(
    home: Path, hub: Hub
) -> None:
    shown = typed(home, hub, "aaaa").stdout
    done = typed(home, hub, "aaaa", "--open-pr")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{hub.endpoint}/{NAME}/discussions/1\n"
    (sent,) = hub.proposed
    assert sent.files == {".eval_results/assay-aaaaaaaaaaaa.yaml": shown.encode()}
    assert sent.name == NAME and sent.parent == hub.at(NAME, None).commit  # type: ignore[union-attr]
    assert "1 measured score" in sent.title and "aaaaaaaaaaaa" in sent.description
    assert done.stderr.startswith("Sending a pull request to acme/sentiment-base")
    assert TOKEN not in done.stdout + done.stderr + repr(sent)
    assert all(request.authorized for request in hub.log)


@pytest.mark.parametrize(
    ("words", "token", "code", "says"),
    [
        (("aaaa", "--open-pr"), None, 3, "Set HF_TOKEN"),
        (("aaaa", "--open-pr"), "hf_wrong", 3, "does not accept the token"),
        (("aaaa", "--open-pr", "--to", "acme/nothing"), TOKEN, 3, "There is no model acme/nothing"),
        (("aaaa", "--open-pr", "--to", "../x"), TOKEN, 2, "is not the name of a model"),
        (("bbbb", "--open-pr"), TOKEN, 2, "no score on a data set that the Hub knows"),
        (("cccc", "--open-pr"), TOKEN, 2, "--to org/model"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(
    home: Path, hub: Hub, words: tuple[str, ...], token: str | None, code: int, says: str
) -> None:
    done = typed(home, hub, *words, token=token)
    assert (done.returncode, hub.proposed) == (code, []), done.stderr
    assert says in done.stderr and "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize("deed", ["status", "close", "truncate"])
def test_a_hub_in_trouble_is_asked_once_for_a_pull_request(home: Path, hub: Hub, deed: Deed) -> None:
    hub.script = Script((Fault("/commit/", deed, at=20),))
    done = typed(home, hub, "aaaa", "--open-pr")
    assert done.returncode == 3 and "It may have arrived: look at" in done.stderr
    assert sum("/commit/" in request.path for request in hub.log) == 1
