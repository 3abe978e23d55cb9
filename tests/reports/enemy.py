"""The dossier that an enemy would write."""

from decimal import Decimal

from claims.records import Attempt, Check, Contribution, Correction, Dossier, Pair, Place, Quantity, Skipped
from tests.reports.dossiers import T4, YELP, realistic

HOSTILE = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\x1b[2J\x1b]0;owned\x07 \x9b31m",
    "safe\u202egnp.exe\u2066 \u200b\ufeff",
    "a | b\n| --- |\n# heading",
    "=cmd|' /C calc'!A0",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png) https://evil.example www.evil.example",
    "{{ 7 * 7 }} {% raw %} ${7*7} $x^2$ `code` **bold** _em_ ~~gone~~",
    "[bold red]markup[/bold red] :warning:",
    "\"' onload='alert(1)' --> ]]> &lt;script&gt; \u2028 \x7f \U000e0041",
)


def hostile(text: str) -> Dossier:
    """The realistic run with one string wherever an outsider may write."""
    base = realistic()
    place = Place(file=text, line=1, table=text, quote=text)
    stated = Quantity(value=Decimal("95.1"), unit=text, as_written=text)
    fields = {
        "subject": text,
        "dataset": text,
        "split": text,
        "metric": text,
        "metric_as_written": text,
        "task": text,
    }
    claims = tuple(
        c.model_copy(update=fields | {"conditions": text, "place": place, "stated": stated})
        for c in base.claims
    )
    return base.model_copy(
        update={
            "target": text, "title": text, "claims": claims, "warnings": (text,),
            "source": base.source.model_copy(update={"name": text, "revision": text, "url": f"javascript:{text}"}),
            "verdicts": tuple(v.model_copy(update={"says": text}) for v in base.verdicts),
            "findings": tuple(f.model_copy(update={"says": text, "remedy": text, "places": (place,)}) for f in base.findings),
            "attempts": tuple(_told(attempt, text) for attempt in base.attempts),
            "slices": tuple(s.model_copy(update={"name": text, "notes": (text,)}) for s in base.slices),
            "hardware": (T4.model_copy(update={"name": text, "place": place}),),
            "contributions": (Contribution(component=text, place=place, ablated=True, where=place),),
            "checks": (Check(question=text, answer="yes", place=place),),
            "corrections": (Correction(about=YELP.id, kind="dismiss", why=text),),
            "settings": (Pair(name=text, value=text),),
            "machine": base.machine and base.machine.model_copy(update={"cpu": text, "os": text}),
            "model": base.model and base.model.model_copy(update={"architecture": text}),
        }
    )  # fmt: skip


def _told(attempt: Attempt, text: str) -> Attempt:
    if isinstance(attempt, Skipped):
        return attempt.model_copy(update={"subject": text, "metric": text, "detail": text})
    odd = attempt.observed.model_copy(update={"unit": text})
    return attempt.model_copy(update={"subject": text, "observed": odd, "method": text})
