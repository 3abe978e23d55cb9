"""The exit code by which a pipeline goes on or stops: what --fail-on names, and what somebody should look at."""

from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from claims.records import Dossier

NAMES = ("refuted", "falls_short", "inconclusive", "unchecked", "serious", "investigate", "none")
"""What --fail-on knows."""
PASSED, FAILED, INVESTIGATE = 0, 1, 4
Status = Literal["passed", "failed", "investigate", "unchecked"]
"""What a registry of models is told of a version."""
HOLDS = {"confirmed", "transfers"}
"""Outcomes that speak for a document."""
UNSETTLED = {"inconclusive", "falls_short"}
"""Outcomes of a document's own claims that somebody should look at."""
ORDER = (PASSED, INVESTIGATE, FAILED, 2, 3)
"""Exit codes of several targets, of which the last one counts."""


def watched_outcomes(fail_on: str) -> set[str]:
    """What --fail-on names; raises UsageError for anything else."""
    names = {name.strip() for name in fail_on.split(",")}
    if unknown := names - {*NAMES}:
        raise click.UsageError(
            f"--fail-on knows {', '.join(NAMES[:-1])} and {NAMES[-1]}, not {min(unknown)!r}."
        )
    return names


def exit_code(dossier: "Dossier", watched: set[str]) -> int:
    """1 where something is so that --fail-on names, else 4 where it names `investigate` and something is unsettled.

    `inconclusive` and `unchecked` look at the document's own claims alone, since most documents print others' scores
    too. `unchecked` fails closed: it is met where no own claim is there that could have been checked, too.
    """
    dismissed = dossier.dismissals
    verdicts = [verdict for verdict in dossier.verdicts if verdict.claim_id not in dismissed]
    own_claims = {claim.id for claim in dossier.claims if claim.own}
    outcomes = {verdict.outcome for verdict in verdicts}
    own = {verdict.outcome for verdict in verdicts if verdict.claim_id in own_claims}
    serious = any(f.severity == "serious" for f in dossier.findings if f.id not in dismissed)
    unmet = {
        "refuted": "refuted" in outcomes,
        "falls_short": "falls_short" in outcomes,
        "inconclusive": "inconclusive" in own,
        "unchecked": "unchecked" in own or not own,
        "serious": serious,
    }
    if any(unmet.get(name, False) for name in watched):
        return FAILED
    return INVESTIGATE if "investigate" in watched and (serious or own & UNSETTLED) else PASSED


def validation_status(dossier: "Dossier") -> Status:
    """What a model's registry should say of it: `failed` where a claim is refuted, `passed` where own claims hold.

    `investigate` is as in --fail-on; `unchecked` where nothing is against it, and no own claim was found to hold.
    """
    code = exit_code(dossier, {"refuted", "investigate"})
    if code != PASSED:
        return "failed" if code == FAILED else "investigate"
    own_claims = {claim.id for claim in dossier.claims if claim.own} - dossier.dismissals.keys()
    held = any(v.outcome in HOLDS for v in dossier.verdicts if v.claim_id in own_claims)
    return "passed" if held else "unchecked"


def worst(first: int, second: int) -> int:
    """The exit code of two targets together."""
    return max(first, second, key=lambda code: ORDER.index(code) if code in ORDER else len(ORDER))
