"""A dossier with as many claims as a reading could bring: every outcome in turn, each with its plan and its run."""

from decimal import Decimal

from claims.records import Dossier, Quantity, claim_id
from tests.reports.dossiers import ACCURACY, ATTEMPTS, VERDICTS, YELP, realistic, step

D = Decimal


def many_claims(count: int) -> Dossier:
    """The realistic run with `count` claims, all but one in six of them measured."""
    base = realistic()
    told = {verdict.outcome: verdict for verdict in VERDICTS}
    outcomes = list(told)
    claims, verdicts, attempts, steps = [], [], [], []
    for i in range(count):
        value = f"{50 + i % 500 / 10:.1f}"
        place = ACCURACY.place.model_copy(update={"line": i + 1, "quote": value})
        stated = Quantity(value=D(value), unit="%", as_written=f"{value} %")
        claim = ACCURACY.model_copy(
            update={
                "id": claim_id(place, "accuracy", stated), "place": place, "stated": stated,
                "dataset": f"Data set {i % 40}", "own": i % 3 > 0, "subject": f"model-{i % 17}",
            }
        )  # fmt: skip
        outcome = outcomes[i % len(outcomes)]
        claims.append(claim)
        verdicts.append(told[outcome].model_copy(update={"claim_id": claim.id}))
        steps.append(step(claim))
        if outcome != "unchecked":
            attempts.append(ATTEMPTS[0].model_copy(update={"claim_id": claim.id, "raw_sha256": "7a" * 32}))
    flags = base.findings[0].model_copy(update={"claim_ids": tuple(c.id for c in claims[:20])})
    plan = base.plan.model_copy(update={"steps": tuple(steps)})
    return base.model_copy(
        update={
            "claims": tuple(claims), "verdicts": tuple(verdicts), "attempts": (*ATTEMPTS[3:], *attempts),
            "findings": (flags, *base.findings[1:]), "plan": plan,
            "corrections": tuple(c for c in base.corrections if c.about != YELP.id),
        }
    )  # fmt: skip
