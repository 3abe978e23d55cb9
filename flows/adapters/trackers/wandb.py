"""Weights & Biases: a run in a project, on its server or, with WANDB_MODE=offline, in a folder to be synced later."""

import os
import re

from claims.errors import TrackerError, UsageError
from flows.adapters.trackers import AGAIN, Delivery, brief, tracker

PROJECT = "assay"
"""The project where WANDB_PROJECT is not set."""
QUIET = {
    "DO_NOT_TRACK": "1",
    "WANDB_SILENT": "true",
    "WANDB_ERROR_REPORTING": "false",
    "WANDB_DISABLE_CODE": "true",  # nothing of the folder in which it was typed is sent
    "WANDB_DISABLE_GIT": "true",
}
"""Settings of its client, where the user has none."""
REFUSED = re.compile(r"returned error 40[13]\b")
"""What its client says of a server that refuses the key."""
PATIENCE = 30
"""Seconds for the server's first answer."""


@tracker("wandb", version=1)
def wandb(delivery: Delivery) -> str:
    """Log the dossier as one run, whose id is the dossier's digest, and its reports as an artifact."""
    if delivery.registered_model:
        raise UsageError(
            "--registered-model is for MLflow's registry of models.", "Leave it out, or use --to mlflow."
        )
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        from wandb.errors import Error
    except ImportError:
        raise TrackerError(
            "The Python package wandb is not installed.", "Install it with: pip install 'assay[wandb]'."
        ) from None
    try:
        return _log(delivery)
    except (Error, OSError) as error:
        raise _told(error) from None


def _told(error: Exception) -> TrackerError:
    """An error of its client as a sentence and the next thing to do."""
    from wandb.errors import AuthenticationError, CommError
    from wandb.errors import UsageError as NotLoggedIn

    later = f"or set WANDB_MODE=offline to sync later. {AGAIN}"
    if isinstance(error, AuthenticationError | NotLoggedIn) or REFUSED.search(str(error)):
        says = f"Weights & Biases does not accept these credentials: {brief(error)}."
        return TrackerError(says, f"Set WANDB_API_KEY, {later}")
    if isinstance(error, CommError):
        says = f"Weights & Biases cannot be reached: {brief(error)}."
        return TrackerError(says, f"Check WANDB_BASE_URL, {later}")
    return TrackerError(f"Weights & Biases did not take the run: {brief(error)}.", AGAIN)


def _log(delivery: Delivery) -> str:
    """The address of the run; where it is offline, the command that sends it."""
    from wandb import Artifact, Settings, init

    run = init(
        project=os.environ.get("WANDB_PROJECT") or PROJECT,
        id=f"assay-{delivery.run.digest[:16]}",
        resume="allow",
        name=delivery.run.name,
        notes=delivery.run.says,
        job_type="assay",
        tags=[f"validation: {delivery.status}"],
        config={**delivery.run.params, **delivery.run.tags},
        settings=Settings(
            console="off",
            init_timeout=PATIENCE,
            x_disable_stats=True,
            x_disable_meta=True,
            x_disable_machine_info=True,
            x_save_requirements=False,
        ),
    )
    if run.disabled:
        raise UsageError(
            "Weights & Biases is disabled here, and keeps nothing.", "Set WANDB_MODE=online or offline."
        )
    with run:
        run.log(delivery.run.metrics)
        run.summary["validation_status"] = delivery.status
        artifact = Artifact(f"assay-{delivery.run.tags['assay.run']}", type="report")
        for name, body in delivery.files.items():
            with artifact.new_file(name, mode="wb") as file:
                file.write(body)
        run.log_artifact(artifact)
    return run.url or f"wandb sync {run.settings.sync_dir}"
