"""The engine's flow around the pipeline: each step is a task of its own, with its progress, logs and report."""

from decimal import Decimal

from prefect import flow

from claims.records import Dossier
from flows.engine_tasks import call_as_task
from flows.pipeline import run_pipeline
from flows.prefect_artifacts import Progress, show_dossier
from flows.prepare import prepare
from flows.request import Options, Request
from flows.settings import settings
from flows.step_runner import open_step_runner
from flows.store import Store
from flows.store.finished import whole_dossier


@flow(name="verify", flow_run_name="verify {target}", validate_parameters=False)
def verify(target: str, data: str | None = None, margin: str = "2", request: str | None = None) -> str:
    """Verify a target and return the run's id; the dossier is in the store.

    The command pins the target itself and hands over the request (its JSON); a deployment names the target.
    """
    store, progress = Store(settings()), Progress(target)
    asked = (
        Request.model_validate_json(request)
        if request
        else _deployment_request(target, data, margin, store, progress)
    )
    kept = whole_dossier(store, asked.run) if request is None else None
    if kept is not None:
        progress.says(f"nothing has changed since run {kept.run}, which is shown again", 100)
    dossier = kept or run_pipeline(open_step_runner(asked, store), call_as_task, progress.says)
    _show(dossier, progress)
    return dossier.run


def _deployment_request(
    target: str, data: str | None, margin: str, store: Store, progress: Progress
) -> Request:
    """The request of a deployment's run."""
    options = Options(data=data, margin=Decimal(margin))
    return call_as_task("pin", prepare, target, options, store, settings(), progress.say)


def _show(dossier: Dossier, progress: Progress) -> None:
    """Show the report in the engine's pages, and end the log with the counts."""
    from reports.views.summary import summarise

    show_dossier(dossier)
    progress.says(f"{summarise(dossier).headline}; run {dossier.run}", 100)
