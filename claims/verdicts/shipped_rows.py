"""Claims judged with and without the rows that the model's own repository ships.

Such rows are left out, since a model may know them by heart. Whoever ships the rows that the model gets wrong would
raise its score that way; so a claim that is judged one way without them and another way with them stays open.
"""

from claims.records import Attempt, Case, Verdict
from claims.verdicts.reservations import SETTLED


def case_with_shipped(case: Case) -> Case | None:
    """The same case with the measurements on all rows; None where nothing was left out or measured again."""
    if not case.with_shipped:
        return None
    again = {(attempt.claim_id, attempt.subject, attempt.metric): attempt for attempt in case.with_shipped}
    attempts: tuple[Attempt, ...] = tuple(
        again.get((attempt.claim_id, attempt.subject, attempt.metric), attempt) for attempt in case.attempts
    )
    return case.model_copy(update={"attempts": attempts, "with_shipped": ()})


def left_open(without: Verdict, together: Verdict) -> Verdict:
    """The verdict without the shipped rows, or an open one where the rows decide."""
    if without.outcome == together.outcome or without.outcome not in SETTLED:
        return without
    seen = together.observed
    shown = f", {seen.value} on {seen.n:,} rows," if seen else ""
    says = (
        f"Without the rows that the model's repository ships it is {_named(without)}; with them{shown} it is "
        f"{_named(together)}: those rows decide, so it is left open."
    )
    return without.model_copy(update={"outcome": "inconclusive", "says": says, "needed_n": None})


def _named(verdict: Verdict) -> str:
    return verdict.outcome.replace("_", " ")
