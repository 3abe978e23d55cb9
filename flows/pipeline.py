"""The steps of a run in their order: read, survey, plan, fetch, measure, judge, whoever calls the steps."""

import time
from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from claims.errors import VerifyError
from claims.records import Attempt, Dossier, Plan
from extractors.pipeline.reading import Reading
from flows import document_steps, failure_step, measure_steps, reading_steps, survey_step
from flows.fetched import FetchedSource
from flows.step_runner import StepRunner
from reproducers.lab.orders import Survey

P = ParamSpec("P")
T = TypeVar("T")
Progress = Callable[[str, float], None]
"""What is being done now, and how far the run is, from 0 to 100."""
TRIES = 3
"""How often a step is tried whose error says that trying again may help."""
PAUSE = 3.0
"""Seconds between two tries."""


class CallStep(Protocol):
    """Calls a step under a name; the engine makes a task of it, a command calls it directly."""

    def __call__(self, name: str, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
        """The answer of the step."""
        ...


def call_directly(_name: str, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """Call a step in this process, again where its error says that this may help."""
    for _ in range(TRIES - 1):
        try:
            return function(*arguments, **named)
        except VerifyError as error:
            if not error.retryable:
                raise
        time.sleep(PAUSE)
    return function(*arguments, **named)


def run_pipeline(runner: StepRunner, call: CallStep, progress: Progress) -> Dossier:
    """Run all steps and store the dossier; one thing is measured at a time, since two together measure neither."""
    progress("reading", 5)
    reading = call("read", reading_steps.read, runner)
    beside = call("read beside", reading_steps.read_beside, runner)
    progress("looking at the model", 15)
    subject, survey, planned = _look_and_plan(runner, reading, call, progress)
    attempts: list[Attempt] = []
    shipped: list[Attempt] = []
    names = measure_steps.reproducers_of(planned)
    for done, name in enumerate(names):
        progress(f"measuring {name} ({done + 1} of {len(names)})", 30 + 60 * done // len(names))
        attempts += call(f"measure {name}", measure_steps.measure, runner, subject, name, planned, survey)
        shipped += measure_steps.measure_with_shipped(runner, subject, name, planned, survey)
    progress("judging", 95)
    pairs = call("compare", measure_steps.compare, runner, survey, tuple(attempts))
    failures = call("failures", failure_step.failures, runner, survey, tuple(attempts), tuple(shipped))
    measured = document_steps.Measured(tuple(attempts), pairs, tuple(shipped), failures)
    dossier = call("conclude", document_steps.conclude, runner, reading, beside, survey, planned, measured)
    runner.store.keep_dossier(dossier, document_steps.now(), is_final=not runner.unanswered)
    return dossier


def _look_and_plan(
    runner: StepRunner, reading: Reading, call: CallStep, progress: Progress
) -> tuple[FetchedSource | None, Survey, Plan]:
    """The model, what it is, and the plan; weights are fetched only where the plan needs them."""
    subject = runner.request.subject
    survey = survey_step.unopened(runner, call("survey", survey_step.survey, runner, subject))
    planned = call("plan", document_steps.plan, runner, reading, survey)
    files = measure_steps.wanted(subject, survey, planned)
    if subject is None or not files:
        return subject, survey, planned
    fetched = call("fetch", measure_steps.fetch, runner, subject, files, lambda says: progress(says, 20))
    if isinstance(fetched, str):
        runner.unanswered.add("fetch")  # there may be more room another time
        survey = survey_step.too_large(survey, fetched)
    else:
        subject = fetched
        survey = survey_step.unopened(runner, call("survey again", survey_step.survey, runner, subject))
    return subject, survey, call("plan again", document_steps.plan, runner, reading, survey)
