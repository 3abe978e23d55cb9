"""What a run shows in the engine's own pages: its progress, its report and a table of its verdicts."""

from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

import reports
import reports.digest
from claims.records import Dossier
from claims.records.digest import Night
from reports.markdown import escaped


class Progress:
    """How far a run is, shown beside it."""

    def __init__(self, target: str) -> None:
        """Begin at nothing; what is done is also logged, so that the run's page tells it line by line."""
        self._target = target
        self._log = get_run_logger()
        made = create_progress_artifact(progress=0.0, description=f"{target}: begun")
        self._id = made if isinstance(made, UUID) else None

    def says(self, step: str, percent: float) -> None:
        """Show what is being done now and the progress, from 0 to 100."""
        self._log.info("%s: %s", self._target, step)
        if self._id is not None:
            update_progress_artifact(self._id, progress=percent, description=f"{self._target}: {step}")

    def say(self, step: str) -> None:
        """The step in progress, where its share of the whole is not known."""
        self.says(step, 20)


def show_digest(number: int, night: Night) -> None:
    """Show the digest and the outcome of each document in Prefect."""
    description = f"night {number}"
    digest = reports.digest.markdown(night).decode()
    create_markdown_artifact(key="ingest-digest", markdown=digest, description=description)
    rows = [
        {
            "name": arrival.name,
            "version": arrival.version,
            "fate": arrival.fate,
            "checkable": arrival.checkable,
            "says": arrival.says,
        }
        for arrival in night.arrivals
    ]
    create_table_artifact(key="ingest-documents", table=rows, description=description)


def show_reverified(outcomes: dict[str, str]) -> None:
    """Show the outcome of each target in Prefect."""
    listed = "\n".join(f"- {escaped(name)}: {escaped(says)}" for name, says in outcomes.items())
    create_markdown_artifact(key="verified-again", markdown=listed or "Nothing was verified before.")
    rows = [{"target": name, "says": says} for name, says in outcomes.items()]
    create_table_artifact(key="verified-again-targets", table=rows)


def show_dossier(dossier: Dossier) -> None:
    """Show the report and the verdicts in Prefect."""
    key = f"verify-{dossier.run}"
    markdown = reports.registry["markdown"].call(dossier).decode()
    create_markdown_artifact(key=f"{key}-report", markdown=markdown, description=dossier.target)
    claims = {claim.id: claim for claim in dossier.claims}
    rows = [
        {
            "verdict": verdict.outcome,
            "metric": claims[verdict.claim_id].metric_as_written,
            "claimed": claims[verdict.claim_id].stated.as_written,
            "says": verdict.says,
        }
        for verdict in dossier.verdicts
        if verdict.claim_id in claims
    ]
    create_table_artifact(key=f"{key}-verdicts", table=rows, description=dossier.target)
