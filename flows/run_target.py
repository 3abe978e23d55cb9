"""One target from its name to its dossier: looked up where it is finished, else run, alone or by the engine."""

import os

from claims.records import Dossier
from flows.prepare import prepare
from flows.progress import Say
from flows.request import Options, Request
from flows.settings import Settings
from flows.store.finished import FinishedRuns, finished_runs, whole_dossier


def run_target(text: str, options: Options, where: Settings, say: Say, *, engine: bool = False) -> Dossier:
    """The dossier of a target; the steps are called directly, or with `engine` as tasks of a Prefect flow.

    A server that PREFECT_API_URL names is always used. Raises what `prepare` raises, LabError, EngineError and
    StoreError.
    """
    finished = finished_runs(where, _whole_store)
    say(f"Looking up {text} …")
    request = prepare(text, options, finished, where, say)
    return whole_dossier(finished, request.run) or _execute(request, where, say, engine=engine)


def _whole_store(where: Settings) -> FinishedRuns:
    from flows.store import Store

    return Store(where)


def _execute(request: Request, where: Settings, say: Say, *, engine: bool) -> Dossier:
    """Run the steps; where another process is already running the same, wait and return its dossier."""
    from flows.store import Store

    store = Store(where)
    waiting = f"{request.target} is being verified by another process; waiting for it …"
    with store.lease(request.run, lambda: say(waiting)):
        kept = whole_dossier(store, request.run)
        if kept is not None:
            return kept
        if engine or os.environ.get("PREFECT_API_URL"):
            say(f"Verifying {request.target} …")
            return _with_engine(request, where)
        from flows.pipeline import call_directly, run_pipeline
        from flows.step_runner import open_step_runner

        runner = open_step_runner(request, store)
        run_pipeline(runner, call_directly, lambda step, _: say(f"{request.target}: {step} …"))
        return store.find(request.run)  # with what people decided


def _with_engine(request: Request, where: Settings) -> Dossier:
    """Run the steps as a flow; only here is Prefect imported, and its server started where none is named."""
    from flows.engine import started
    from flows.store import Store

    with started(where.home):
        from flows.verify import verify

        verify(target=request.target, request=request.model_dump_json())
    return Store(where).find(request.run)
