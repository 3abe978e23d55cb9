"""How many floating-point operations one forward pass takes, with proof of what was counted."""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims.records import Alternative, Attempt, Measurement, Model, Pair, Quantity, Question, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.forward import Input, counted
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.to_measurement import left

_TOKENS = re.compile(
    r"(?:length|tokens|seq\w*)\D{0,12}(\d{2,6})|(\d{2,6})[ -]?(?:tokens|long|sequence)", re.IGNORECASE
)
_PIXELS = re.compile(
    r"(\d{2,4})\s?[x×]\s?(\d{2,4})|(?:resolution|size)\D{0,8}(\d{2,4})|(\d{2,4})\s?(?:px|pixels)",
    re.IGNORECASE,
)
_MOST = 20_000_000  # kilobytes of weights that a forward pass may take


def fits(model: Model, _rows: Slice | None) -> Refusal | None:
    """A model that may be opened."""
    return requirements.opened(model)


@reproducer("compute", version=2, metrics={"flops", "macs"}, fits=fits, asks=("flops",))
def compute(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Count every operator of one pass over one input; a claim that does not say its input is only told."""
    for question in questions:
        said = asked_of(question)
        found, used = counted(bench, said)
        listed = ", ".join(
            f"{op} {100 * n / max(1, found.total):.1f} %" for op, n in list(found.by_operator.items())[:8]
        )
        figure = f"{found.total:,} operations for {used.words}"
        if question.claim_id is not None and not used.given:
            yield left(
                question, bench, "ambiguous", f"The claim does not say its input; here it is {figure}."
            )
            continue
        if found.uncounted:
            detail = f"At least {figure}; {', '.join(found.uncounted)} could not be counted."
            yield left(question, bench, "no_reproducer", detail)
            continue
        value = Decimal(found.total)
        ports = (("goes in", used.goes_in), ("comes out", used.comes_out))
        yield Measurement(
            claim_id=question.claim_id,
            subject=question.subject,
            metric=question.metric,
            observed=Quantity(value=value, unit="FLOP", as_written=figure),
            low=value,
            high=value,
            method="exact",
            n=1,
            alternatives=(Alternative(metric="multiply-adds", value=value / 2),),
            reproducer=bench.stamp,
            settings=(
                Pair(name="input", value=used.words),
                *(Pair(name=name, value=shapes) for name, shapes in ports if shapes),
                Pair(name="counted", value=listed),
                Pair(name="products seen but not counted", value="none"),
                Pair(name="calls of other operators, not counted", value=str(found.others)),
            ),
        )


def asked_of(question: Question) -> Input:
    """The input that a claim's conditions name."""
    said = f"{question.metric_as_written} {question.conditions or ''}"
    tokens, pixels = _TOKENS.search(said), _PIXELS.search(said)
    length = int(next(filter(None, tokens.groups()))) if tokens else None
    side = int(next(filter(None, pixels.groups()))) if pixels else None
    return Input(length, side)
