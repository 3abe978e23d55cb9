"""A model without a licence, or with one that forbids what a team is likely to do."""

import re
from collections.abc import Iterator

from claims.records import Case, Entry, Finding, Verdict
from claims.rules import rule

_NAMED = re.compile(r"licen[cs]e(?:_name)?(?:/0)?|card/licence|badge/licence")
_NO_TRADE = re.compile(r"(?i)\bnc\b|non-?commercial|research[- ]only|-nc-|cc-by-nc")
_OPEN = re.compile(r"(?i)other|unknown|none|custom")


@rule("licence", version=1)
def licence(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a model whose files and card name no licence, one that forbids commercial use, and one left open."""
    named = [fact for fact in case.facts if _NAMED.fullmatch(fact.path) and fact.value.strip()]
    asked = next((check.answer for check in case.checks if check.question == "licence_named"), None)
    if not named:
        if case.model and case.model.format != "predictions" and asked == "no":
            yield _finding(
                "warning", "No licence is named: nobody may use the model.", "Ask the author for one.", ()
            )
        return
    forbids = next((fact for fact in named if _NO_TRADE.search(fact.value)), None)
    if forbids:
        says = f"The licence {forbids.value.strip()[:80]} does not allow commercial use."
        yield _finding("info", says, "Ask for another licence before it is shipped.", (forbids,))
    elif all(_OPEN.fullmatch(fact.value.strip()) for fact in named):
        says = f"The licence is given as “{named[0].value.strip()}”, which says nothing."
        yield _finding("info", says, "Read the licence's own text before it is shipped.", (named[0],))


def _finding(severity: str, says: str, remedy: str, entries: tuple[Entry, ...]) -> Finding:
    places = tuple(entry.place for entry in entries)
    return Finding.model_validate(
        {"rule": "licence", "severity": severity, "says": says, "places": places, "remedy": remedy}
    )
