"""`verify report --to`: MLflow's own client over a database of its own, W&B offline read back, refusals in a sentence."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from claims.errors import TrackerError, UsageError
from claims.records import Dossier
from flows.adapters.trackers import Delivery, registry
from flows.commands.gate import validation_status
from flows.settings import Settings
from flows.store import Store
from flows.track import delivery
from tests.flows.typed import type_verify_text
from tests.reports.dossiers import realistic

BIN = Path(sys.executable).parent
CLAIM = "claim/accuracy/sst_2/validation"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with the realistic run."""
    store = Store(Settings(home=tmp_path / "home"))
    store.keep_dossier(realistic(), "2026-01-02T00:00:00Z")
    return store


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Leave the settings that a tracker's client gets with that test."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ |= before


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of MLflow, made once."""
    pytest.importorskip("mlflow", reason="the extra mlflow is not installed")
    from mlflow import MlflowClient

    path = tmp_path_factory.mktemp("mlflow") / "empty.db"
    MlflowClient(f"sqlite:///{path}").search_experiments()
    return path


@pytest.fixture
def mlflow_client(tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """MLflow's own client over a database in a file; what it keeps beside it lies in the test's folder."""
    from mlflow import MlflowClient

    monkeypatch.chdir(tmp_path)
    shutil.copyfile(empty_database, tmp_path / "mlflow.db")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    return MlflowClient()


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a server that answers everything with 401."""

    class Refusing(BaseHTTPRequestHandler):
        def refuse(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = refuse  # noqa: N815 - names of the standard library

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def sent(store: Store, dossier: Dossier, registered_model: str | None = None) -> Delivery:
    return delivery(dossier, store, validation_status(dossier), registered_model)


def held(dossier: Dossier) -> Dossier:
    """The same run with what is against the model taken out."""
    kept = tuple(v for v in dossier.verdicts if v.outcome not in ("refuted", "falls_short", "inconclusive"))
    claims = tuple(c for c in dossier.claims if c.id in {v.claim_id for v in kept})
    return dossier.model_copy(update={"claims": claims, "verdicts": kept, "findings": ()})


def test_mlflow_keeps_a_dossier_as_one_run_and_its_status_in_the_registry(
    store: Store, mlflow_client: Any
) -> None:
    mlflow_client.create_registered_model("sentiment")
    for _ in range(2):
        mlflow_client.create_model_version("sentiment", "file:///nowhere")
    bad, good = realistic(), held(realistic())
    addresses = [registry["mlflow"].call(sent(store, bad)) for _ in range(2)]
    assert addresses[0] == addresses[1], "sent twice, and there once"
    registry["mlflow"].call(sent(store, good, "sentiment/2"))
    assert str(mlflow_client.get_model_version_by_alias("sentiment", "validated").version) == "2"
    registry["mlflow"].call(sent(store, bad, "sentiment@validated"))
    version = mlflow_client.get_model_version("sentiment", "2")
    assert (version.tags["validation_status"], version.aliases) == ("failed", [])
    (experiment,) = [e.experiment_id for e in mlflow_client.search_experiments() if e.name == "assay"]
    runs = {run.info.run_id: run for run in mlflow_client.search_runs([experiment])}
    assert f"mlflow server --backend-store-uri {os.environ['MLFLOW_TRACKING_URI']}" in addresses[0]
    run = runs[addresses[0].split()[1]]
    assert (len(runs), run.info.status, run.info.run_name) == (2, "FINISHED", "acme/sentiment-base")
    assert run.data.metrics == sent(store, bad).run.metrics
    assert run.data.params[CLAIM] == "refuted"
    assert (
        run.data.tags["validation_status"] == "failed" and "2 refuted" in run.data.tags["mlflow.note.content"]
    )
    page = Path(mlflow_client.download_artifacts(run.info.run_id, "report.html")).read_bytes()
    assert page == sent(store, bad).files["report.html"]


def test_a_run_that_broke_off_is_finished_by_the_same_command(
    store: Store, mlflow_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlflow import MlflowClient

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as broken, pytest.raises(TrackerError, match="No space left"):
        broken.setattr(MlflowClient, "log_text", full)
        registry["mlflow"].call(sent(store, realistic()))
    registry["mlflow"].call(sent(store, realistic()))
    (run,) = mlflow_client.search_runs([mlflow_client.get_experiment_by_name("assay").experiment_id])
    assert run.info.status == "FINISHED"
    assert {file.path for file in mlflow_client.list_artifacts(run.info.run_id)} == {
        "report.html",
        "report.json",
    }


def test_a_server_of_mlflow_that_is_gone_or_refuses_is_told_in_a_sentence(
    store: Store, mlflow_client: Any, refusing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TrackerError, match=r"no such thing: .*not found"):
        registry["mlflow"].call(sent(store, realistic(), "nobody/1"))
    for address, says in (
        (refusing, "does not accept these credentials"),
        ("http://127.0.0.1:9", "be reached"),
    ):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
        with pytest.raises(TrackerError, match=f"{says}.*type the same command again"):
            registry["mlflow"].call(sent(store, realistic()))
    for address in ("./mlruns", (Path.cwd() / "mlruns").as_uri(), "nonsense://host"):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
        with pytest.raises(TrackerError, match=r"no place where MLflow keeps runs.*sqlite:///mlflow\.db"):
            registry["mlflow"].call(sent(store, realistic()))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://assay:canary@127.0.0.1:9")
    with pytest.raises(TrackerError) as raised:
        registry["mlflow"].call(sent(store, realistic()))
    assert "canary" not in str(raised.value)
    for named in ("sentiment", "sentiment/newest", "/1", "sentiment@"):
        with pytest.raises(UsageError, match="NAME/VERSION"):
            registry["mlflow"].call(sent(store, realistic(), named))


def test_wandb_keeps_a_dossier_offline_as_its_own_program_reads_it(store: Store, tmp_path: Path) -> None:
    pytest.importorskip("wandb", reason="the extra wandb is not installed")
    environ = {**os.environ, "VERIFY_HOME": str(tmp_path / "home"), "WANDB_MODE": "offline"}
    done = type_verify_text("report", "last", "--to", "wandb", env=environ, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "wandb").glob("offline-run-*")
    assert done.stdout == f"wandb sync {folder}\n"
    command = [str(BIN / "wandb"), "leet", "inspect", "--summary", "--json", str(folder)]
    kept = json.loads(subprocess.run(command, capture_output=True, check=True, env=environ).stdout)
    summary = kept["summary"]
    assert summary["validation_status"] == "failed"
    assert summary.items() >= sent(store, realistic()).run.metrics.items()
    assert kept["config"][CLAIM] == "refuted"
    assert not [*folder.rglob("requirements.txt")], "what is installed here is nobody's business"


def test_a_server_of_wandb_that_refuses_is_told_in_a_sentence(
    store: Store, tmp_path: Path, refusing: str
) -> None:
    pytest.importorskip("wandb", reason="the extra wandb is not installed")
    environ = {
        **os.environ,
        "VERIFY_HOME": str(tmp_path / "home"),
        "HOME": str(tmp_path),
        "WANDB_MODE": "online",
    }
    environ |= {"WANDB_BASE_URL": refusing, "WANDB_API_KEY": "a" * 40}
    done = type_verify_text("report", "last", "--to", "wandb", env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "does not accept these credentials" in done.stderr and "WANDB_MODE=offline" in done.stderr


def test_wandb_that_is_disabled_is_not_said_to_have_kept_anything(store: Store, tmp_path: Path) -> None:
    pytest.importorskip("wandb", reason="the extra wandb is not installed")
    environ = {**os.environ, "VERIFY_HOME": str(tmp_path / "home"), "WANDB_MODE": "disabled"}
    done = type_verify_text("report", "last", "--to", "wandb", env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Set WANDB_MODE=online or offline" in done.stderr


@pytest.mark.parametrize("name", ["mlflow", "wandb"])
def test_a_package_that_is_missing_is_named_with_the_command_that_installs_it(
    store: Store, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    for loaded in [module for module in sys.modules if module.partition(".")[0] == name]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, name, None)  # as the import machinery marks what cannot be imported
    with pytest.raises(
        TrackerError, match=rf"is not installed\. Install it with: pip install 'assay\[{name}\]'"
    ):
        registry[name].call(sent(store, realistic()))


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("last", "--to", "tensorboard"), 2, "Did you mean mlflow, wandb?"),
        (("last", "--to", "mlflow"), 2, "MLFLOW_TRACKING_URI is not set"),
        (("last", "--to", "wandb", "--registered-model", "x/1"), 2, "use --to mlflow"),
        (("last", "--registered-model", "x/1"), 2, "add --to mlflow"),
        (("last", "--to", "mlflow", "--out", "x.html"), 2, "leave --out and --source out"),
        (("nobody", "--to", "mlflow"), 2, "no run that begins"),
    ],
)
def test_what_is_asked_wrongly_is_said_before_anything_is_sent(
    store: Store, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("MLFLOW_")}
    done = type_verify_text("report", *words, env=environ | {"VERIFY_HOME": str(tmp_path / "home")})
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr and "Traceback" not in done.stderr
