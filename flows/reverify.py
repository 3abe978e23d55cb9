"""The weekly flow: pins every verified target again and verifies those whose source has changed."""

from collections.abc import Iterator

from prefect import flow

from claims.errors import VerifyError
from claims.records import Dossier
from claims.revision_diff import changes
from flows.prefect_artifacts import Progress, show_reverified
from flows.settings import settings
from flows.store import Store
from flows.store.finished import whole_dossier
from flows.verify import verify
from reports.views.vocabulary import counted


@flow(name="verify again", validate_parameters=False)
def reverify(margin: str = "2") -> list[str]:
    """Verify the targets of the store whose source changed; returns one line for each target."""
    progress, targets, outcomes = Progress("verify again"), _targets(Store(settings())), {}
    for done, target in enumerate(targets):
        progress.says(target, 100 * done / len(targets))
        outcomes[target.partition(":")[2]] = _verify_target(target, margin)
    progress.says("done", 100)
    show_reverified(outcomes)
    return [f"{name}: {says}" for name, says in outcomes.items()]


def _targets(store: Store) -> list[str]:
    """Targets on the Hub and on arXiv that somebody verified, each once; no folders, and nothing only ingested."""
    kinds = {"hub": "hf:", "arxiv": "arxiv:"}
    latest = {dossier.target: dossier for dossier in _verified(store)}
    return [
        f"{kinds[dossier.source.kind]}{name}"
        for name, dossier in latest.items()
        if dossier.source.kind in kinds
    ]


def _verified(store: Store) -> Iterator[Dossier]:
    """The dossiers of all runs but those that ingestion only read, the earliest first."""
    for run in reversed(store.runs()):
        dossier = whole_dossier(store, run.run)
        if dossier and not any(pair.name == "only_read" for pair in dossier.settings):
            yield dossier


def _verify_target(target: str, margin: str) -> str:
    store, name = Store(settings()), target.partition(":")[2]
    earlier = [dossier for dossier in _verified(store) if dossier.target == name][-1]
    try:
        now = store.find(verify(target, margin=margin))
    except VerifyError as error:
        return str(error)
    if now.run == earlier.run or now.source.revision == earlier.source.revision:
        return f"unchanged at {now.source.revision[:12]}"
    differs = len(changes(earlier.claims, now.claims))
    return (
        f"{earlier.source.revision[:12]} -> {now.source.revision[:12]}, {counted(differs, 'number')} changed"
    )
