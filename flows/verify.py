"""The flow: read, survey, plan, measure, judge. Each step is a plain function of `flows.steps`."""

from collections.abc import Callable

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from claims.errors import VerifyError
from claims.records import Dossier
from flows import steps
from flows.corridor import open_corridor
from flows.request import Request
from flows.settings import settings
from flows.store import Store

Progress = Callable[[str], None]


def retryable(_task: Task[..., object], _run: TaskRun, state: State[object]) -> bool:
    """Whether trying again may help: only where the error says so."""
    error = state.data if isinstance(state.data, BaseException) else getattr(state, "exception", None)
    return isinstance(error, VerifyError) and error.retryable


# Our store is the only truth about what was done, so the engine caches nothing.
_step = task(cache_policy=NO_CACHE, retries=2, retry_delay_seconds=3, retry_condition_fn=retryable)
read = _step(steps.read)
survey = _step(steps.survey)
plan = _step(steps.plan)
measure = _step(steps.measure)
conclude = _step(steps.conclude)


@flow(name="verify", flow_run_name="verify {target}", validate_parameters=False)
def verify(target: str, request: str) -> str:  # noqa: ARG001 # the run is named for the target
    """Verify a pinned request (its JSON) and return the run's id; the dossier is in the store."""
    asked = Request.model_validate_json(request)
    store = Store(settings())
    corridor = open_corridor(asked, store)
    reading = read(corridor)
    found = survey(corridor)
    planned = plan(corridor, reading, found)
    attempts = [
        attempt
        for name in steps.reproducers_of(planned)  # one at a time: two measured together measure neither
        for attempt in measure.with_options(task_run_name=f"measure {name}")(corridor, name, planned, found)
    ]
    dossier: Dossier = conclude(corridor, reading, found, planned, tuple(attempts))
    store.keep_dossier(dossier, steps.now())
    return dossier.run
