"""The weekly flow: pins every verified target again and verifies those whose source has changed."""

from prefect import flow

from claims.errors import VerifyError
from claims.records import Dossier
from claims.revision_diff import changes
from flows.prefect_artifacts import Progress, show_reverified
from flows.settings import settings
from flows.store import Store
from flows.verify import verify
from reports.views.vocabulary import many


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
    """Targets on the Hub and on arXiv, not folders of this machine, each once."""
    kinds = {"hub": "hf:", "arxiv": "arxiv:"}
    dossiers: dict[str, Dossier] = {}
    for run in reversed(store.runs()):
        dossiers[run.target] = store.find(run.run)
    return [
        f"{kinds[dossier.source.kind]}{name}"
        for name, dossier in dossiers.items()
        if dossier.source.kind in kinds
    ]


def _verify_target(target: str, margin: str) -> str:
    store, name = Store(settings()), target.partition(":")[2]
    earlier = next((store.find(run.run) for run in store.runs() if run.target == name), None)
    try:
        now = store.find(verify(target, margin=margin))
    except VerifyError as error:
        return str(error)
    if earlier is None or now.run == earlier.run or now.source.revision == earlier.source.revision:
        return f"unchanged at {now.source.revision[:12]}"
    differs = len(changes(earlier.claims, now.claims))
    return f"{earlier.source.revision[:12]} -> {now.source.revision[:12]}, {many(differs, 'number')} changed"
