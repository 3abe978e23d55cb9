"""MLflow: a run in an experiment of its server, and the status of a version in its registry of models."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from claims.errors import TrackerError, UsageError
from flows.adapters.trackers import AGAIN, Delivery, brief, tracker, without_password

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

T = TypeVar("T")
SERVER = "MLFLOW_TRACKING_URI"
DATABASES = ("sqlite:", "postgresql", "mysql", "mssql")
"""How the address of a database begins, which the client fills without a server."""
EXPERIMENT = "assay"
"""The experiment where MLFLOW_EXPERIMENT_NAME is not set."""
ALIAS = "validated"
"""The alias of the version that passed last."""
STATUS = "validation_status"
"""The tag of a run and of a version."""
CALM = {
    "DO_NOT_TRACK": "1",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # else a server that is not there is asked for minutes
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "60",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
"""Settings of its client, where the user has none."""
MOST_METRICS, MOST_WORDS = 500, 100
"""Of one request."""


@tracker("mlflow", version=1)
def mlflow(delivery: Delivery) -> str:
    """Log the dossier as one run, once, and set status and alias of the version that is named."""
    client = _client()
    with _trouble():
        version = _version(client, delivery.registered_model) if delivery.registered_model else None
        experiment, run = _run_of(client, delivery)
        if version is not None:
            _set_status(client, version, delivery.status, run)
    return _place(_server(), experiment, run)


def _place(server: str, experiment: str, run: str) -> str:
    """Where the run is: its page on a server, or in which database, and what shows it."""
    if server.startswith(("http://", "https://")):
        return f"{server.rstrip('/')}/#/experiments/{experiment}/runs/{run}"
    place = f"Run {run} of experiment {experiment} in {server}"
    if server.startswith(DATABASES):
        return (
            f"{place}; in an environment with mlflow, `mlflow server --backend-store-uri {server}` shows it."
        )
    return place


def _client() -> "MlflowClient":
    if not os.environ.get(SERVER):
        raise UsageError(
            f"{SERVER} is not set.", "Set it to the address of the MLflow server: http://host:5000."
        )
    for name, value in CALM.items():
        os.environ.setdefault(name, value)
    try:
        from mlflow import MlflowClient
    except ImportError:
        raise TrackerError(
            "The Python package mlflow-skinny is not installed.",
            "Install it with: pip install 'assay[mlflow]'.",
        ) from None
    with _trouble():
        return MlflowClient()


def _server() -> str:
    """The address as it may be shown."""
    return without_password(os.environ[SERVER])


def _run_of(client: "MlflowClient", delivery: Delivery) -> tuple[str, str]:
    """The experiment and the run of this dossier: a new one, or the one that is there, finished where it broke off."""
    name = os.environ.get("MLFLOW_EXPERIMENT_NAME") or EXPERIMENT
    known = client.get_experiment_by_name(name)
    experiment = known.experiment_id if known else client.create_experiment(name)
    same = f"tags.`assay.dossier` = '{delivery.run.digest}'"
    runs = client.search_runs([experiment], same, max_results=1)
    if runs and runs[0].info.status == "FINISHED":
        return experiment, runs[0].info.run_id
    tags = {**delivery.run.tags, "mlflow.note.content": delivery.run.says}
    run = runs[0] if runs else client.create_run(experiment, run_name=delivery.run.name, tags=tags)
    _log(client, run.info.run_id, delivery)
    return experiment, run.info.run_id


def _log(client: "MlflowClient", run: str, delivery: Delivery) -> None:
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    metrics = [Metric(name, value, now, 0) for name, value in delivery.run.metrics.items()]
    for part in _parts(metrics, MOST_METRICS):
        client.log_batch(run, metrics=part)
    for words in _parts([Param(name, text) for name, text in delivery.run.params.items()], MOST_WORDS):
        client.log_batch(run, params=words)
    for name, body in delivery.files.items():
        client.log_text(run, body.decode(), name)
    client.set_tag(run, STATUS, delivery.status)
    client.set_terminated(run)  # last, so that a run which broke off is known by its status


def _parts(whole: list[T], most: int) -> Iterator[Sequence[T]]:
    return (whole[start : start + most] for start in range(0, len(whole), most))


def _version(client: "MlflowClient", named: str) -> "ModelVersion":
    """The version that is meant; raises UsageError where none is named."""
    name, _, number = named.rpartition("/")
    if name and number.isdecimal():
        return client.get_model_version(name, number)
    name, _, alias = named.rpartition("@")
    if not name or not alias:
        raise UsageError(
            f"--registered-model {named!r} names no version.", "Write it as NAME/VERSION or NAME@ALIAS."
        )
    return client.get_model_version_by_alias(name, alias)


def _set_status(client: "MlflowClient", version: "ModelVersion", status: str, run: str) -> None:
    """Tag the version; the alias goes to one that passed, and is taken from one that no longer does."""
    client.set_model_version_tag(version.name, version.version, STATUS, status)
    client.set_model_version_tag(version.name, version.version, "assay.run", run)
    if status == "passed":
        client.set_registered_model_alias(version.name, ALIAS, version.version)
    elif ALIAS in version.aliases:
        client.delete_registered_model_alias(version.name, ALIAS)


@contextmanager
def _trouble() -> Iterator[None]:
    """Errors of client and server as a sentence and the next thing to do."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        raise _told(error, _server()) from None
    except (OSError, ImportError) as error:
        raise TrackerError(f"{_server()} did not take the run: {brief(error)}.", AGAIN) from None


def _told(error: Exception, server: str) -> TrackerError:
    says, code = str(error), getattr(error, "error_code", "")
    if "error code 401" in says or code == "UNAUTHENTICATED":
        return TrackerError(
            f"{server} does not accept these credentials.",
            f"Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN. {AGAIN}",
        )
    if "error code 403" in says or code == "PERMISSION_DENIED":
        return TrackerError(
            f"{server} does not let this account do that: {brief(error)}.",
            f"Ask for write access to the experiment and the registered model. {AGAIN}",
        )
    if code == "RESOURCE_DOES_NOT_EXIST":
        return TrackerError(f"{server} has no such thing: {brief(error)}.", "Check --registered-model.")
    if "filesystem tracking backend" in says or "unsupported URI" in says:
        return TrackerError(
            f"{server} ({SERVER}) is no place where MLflow keeps runs any more.",
            "Set it to a server, http://host:5000, or to a database, sqlite:///mlflow.db.",
        )
    if "failed with exception" in says:
        return TrackerError(f"{server} ({SERVER}) cannot be reached.", f"Check the address. {AGAIN}")
    return TrackerError(f"{server} did not take the run: {brief(error)}.", AGAIN)
