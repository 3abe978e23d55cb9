"""The step that looks for where a classifier fails, from the answers that are kept in the store."""

from claims.errors import LabError
from claims.records import Attempt, Failures
from flows.step_runner import StepRunner
from flows.survey_step import LABORATORY, SURVEYING
from reproducers.lab.orders import Survey


def failures(
    runner: StepRunner, survey: Survey, attempts: tuple[Attempt, ...], with_shipped: tuple[Attempt, ...]
) -> Failures | None:
    """Where the model fails on the team's rows; None where it was not asked for."""
    if not runner.request.options.failures:
        return None
    model, rows = survey.model, survey.slice
    if model is None or rows is None or survey.data is None:
        return _nothing("There is no model with rows to look through: give --data FILE.")
    from reproducers.lab.scoring.failure_analysis import (
        FailureOrder,
        FailureResult,
        answers_digest,
        stopped_early,
    )
    from reproducers.lab.scoring.paired import RawFile

    digest, again = answers_digest(attempts, model.name), answers_digest(with_shipped, model.name)
    if digest is None:
        return _nothing(f"{model.name} gave no classes here, and only those are looked through.", model.name)
    if stopped_early(attempts):
        return _nothing(
            "Measuring stopped early, so the rows are a chance part: run it without --early-stop."
        )
    store = runner.store
    files = [RawFile(sha256=d, path=str(store.file_path(d))) for d in (digest, again) if d is not None]
    shipped = files[1] if len(files) > 1 else None
    order = FailureOrder(
        subject=model.name, answers=files[0], slice=rows, data=survey.data, with_shipped=shipped
    )
    try:
        body = runner.run(
            "failures",
            "reproducers.lab.scoring.failure_analysis:run_in_child",
            order,
            inputs_digest=runner.request.measured,
            read=[*(file.path for file in files), survey.data],
            limits=SURVEYING,
            preload=LABORATORY,
        )
    except LabError as error:
        return _nothing(f"The failures could not be looked for: {error}", model.name)
    return FailureResult.from_bytes(body).failures


def _nothing(why: str, subject: str = "") -> Failures:
    """No analysis, and why."""
    return Failures(subject=subject, n=0, right=0, notes=(why,))
