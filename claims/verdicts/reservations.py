"""What keeps a measurement from settling a claim: a doubtful reading, doubtful answers, a busy machine."""

from claims.records import Claim, Measurement, Outcome, Pair

ANSWERS = "answers"
"""The setting of a score that was computed from answers that somebody supplied: which file they come from."""
COPIED = "why these answers settle nothing"
"""The setting of a score whose answers are not believed to be a model's: a copy of the labels."""
UNTRUSTED = "why these answers confirm nothing"
"""The setting of a score whose labels nobody but the supplier of the answers vouches for."""
LEAKED = "why a score on these rows confirms nothing"
"""The setting of a score on rows whose labels stand in their own inputs."""
KNOWN_ROWS = "why right answers on these rows confirm nothing"
"""The setting of a score of a model that seems to know the rows by heart."""
BUSY = "the machine was busy"
"""The setting of a time that was taken while something else ran, or at a changing frequency."""

_WITHHELD: dict[str, frozenset[Outcome]] = {
    COPIED: frozenset({"confirmed", "transfers"}),
    UNTRUSTED: frozenset({"confirmed"}),
    LEAKED: frozenset({"confirmed", "transfers"}),
    KNOWN_ROWS: frozenset({"confirmed", "transfers"}),
    BUSY: frozenset({"confirmed", "refuted", "transfers", "falls_short"}),
}
SETTLED = frozenset({"confirmed", "refuted", "transfers", "falls_short"})
"""Outcomes that say that a claim holds or does not."""


def reservation(claim: Claim, measured: Measurement, outcome: Outcome) -> str:
    """Why an outcome is withheld, in a sentence; empty where it stands."""
    if claim.in_doubt and outcome in SETTLED:
        return doubt(claim)
    reasons = (pair.value for pair in measured.settings if outcome in _WITHHELD.get(pair.name, ()))
    return next(reasons, "")


def doubt(claim: Claim) -> str:
    """What is doubtful of a claim's reading, in a sentence."""
    other = f"it could also be {claim.could_be}" if claim.could_be else "the text leaves open what it is"
    return f"the number was read with doubt ({claim.confidence:.0%} sure), and {other}."


def doubts(measured: Measurement) -> tuple[Pair, ...]:
    """What is doubtful of answers, a model's or supplied ones: the settings that say it, each in a sentence."""
    return tuple(pair for pair in measured.settings if pair.name in _WITHHELD and pair.name != BUSY)


def supplied_answers(measured: Measurement) -> str:
    """Which file the answers come from, where somebody supplied them and no model was run; else empty."""
    return next((pair.value for pair in measured.settings if pair.name == ANSWERS), "")
