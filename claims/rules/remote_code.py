"""A model that only opens by running code from its own repository."""

from collections.abc import Iterator

from claims.records import Case, Finding, Verdict
from claims.rules import rule


@rule("remote-code", version=1)
def remote_code(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a model that asks to run code of its own."""
    if case.model and case.model.refused == "remote_code":
        yield Finding(
            rule="remote-code",
            severity="serious",
            says=case.model.detail,
            remedy="Ask for a model of a stock architecture, or review the code and give --predictions.",
        )
