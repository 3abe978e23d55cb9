"""Calls a step as a task of the engine, tried again only where its error says that this may help."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from claims.errors import VerifyError
from flows.pipeline import PAUSE, TRIES

P = ParamSpec("P")
T = TypeVar("T")


def retryable(_task: Task[..., object], _run: TaskRun, state: State[object]) -> bool:
    """Whether trying again may help: only where the error says so."""
    error = state.data if isinstance(state.data, BaseException) else getattr(state, "exception", None)
    return isinstance(error, VerifyError) and error.retryable


def call_as_task(name: str, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """Call a step as a task; our store is the only truth about what was done, so the engine caches nothing."""
    as_task = task(
        name=name.partition(" ")[0],
        task_run_name=name.replace("{", "{{").replace("}", "}}"),
        cache_policy=NO_CACHE,
        retries=TRIES - 1,
        retry_delay_seconds=PAUSE,
        retry_condition_fn=retryable,
    )
    answer: T = as_task(function)(*arguments, **named)
    return answer
