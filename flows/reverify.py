"""The flow of a week: what was verified before is pinned anew, and verified where its source has changed."""

from prefect import flow

from claims.errors import VerifyError
from claims.records import Dossier
from claims.revision_diff import changes
from flows.prefect_artifacts import Progress, show_again
from flows.settings import settings
from flows.store import Store
from flows.verify import verify
from reports.views.vocabulary import many


@flow(name="verify again", validate_parameters=False)
def again(margin: str = "2") -> list[str]:
    """Verify every target of the store anew; what came of each, in a line. What has not changed is not run again."""
    progress, targets, outcomes = Progress("verify again"), _targets(Store(settings())), {}
    for done, target in enumerate(targets):
        progress.says(target, 100 * done / len(targets))
        outcomes[target.partition(":")[2]] = _once(target, margin)
    progress.says("done", 100)
    show_again(outcomes)
    return [f"{name}: {says}" for name, says in outcomes.items()]


def _targets(store: Store) -> list[str]:
    """Targets that a door brings, not folders of this machine, each once."""
    kinds = {"hub": "hf:", "arxiv": "arxiv:"}
    dossiers: dict[str, Dossier] = {}
    for run in reversed(store.runs()):
        dossiers[run.target] = store.find(run.run)
    return [f"{kinds[one.source.kind]}{name}" for name, one in dossiers.items() if one.source.kind in kinds]


def _once(target: str, margin: str) -> str:
    store, name = Store(settings()), target.partition(":")[2]
    earlier = next((store.find(one.run) for one in store.runs() if one.target == name), None)
    try:
        now = store.find(verify(target, margin=margin))
    except VerifyError as error:
        return str(error)
    if earlier is None or now.run == earlier.run or now.source.revision == earlier.source.revision:
        return f"unchanged at {now.source.revision[:12]}"
    differs = len(changes(earlier.claims, now.claims))
    return f"{earlier.source.revision[:12]} -> {now.source.revision[:12]}, {many(differs, 'number')} changed"
