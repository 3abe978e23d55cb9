"""How many floating-point operations one forward pass takes, with proof of what was counted."""

import re
from collections.abc import Iterator
from decimal import Decimal

from claims.records import Alternative, Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.cost.flops import OperationCount
from reproducers.lab.models.forward import InputSize, count_pass
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import counted, skipped

_TOKENS = re.compile(
    r"(?:length|tokens|seq\w*)\D{0,12}(\d{2,6})|(\d{2,6})[ -]?(?:tokens|long|sequence)", re.IGNORECASE
)
_PIXELS = re.compile(
    r"(\d{2,4})\s?[x×]\s?(\d{2,4})|(?:resolution|size)\D{0,8}(\d{2,4})|(\d{2,4})\s?(?:px|pixels)",
    re.IGNORECASE,
)


def fits(model: Model, _rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a model that may be opened."""
    if model.format == "library" and model.refused is None:
        return Refusal("no_reproducer", f"Operations of {model.architecture} are not counted here.")
    return requirements.opened(model)


@reproducer("compute", version=6, metrics={"flops", "macs"}, fits=fits, asks=("flops",))
def flops(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Count every operator of one pass over one input; a claim that does not say its input is left open."""
    for question in questions:
        asked = asked_of(question)
        counts, used = count_pass(bench, asked)
        listed = ", ".join(
            f"{op} {100 * n / max(1, counts.total):.1f} %" for op, n in list(counts.by_operator.items())[:8]
        )
        figure = f"{counts.total:,} operations for {used.words}"
        if question.claim_id is not None and not used.given:
            yield skipped(
                question, bench, "ambiguous", f"The claim does not say its input; here it is {figure}."
            )
            continue
        missed = (*counts.uncounted, *(f"{kind} of a branch" for kind in counts.elsewhere))
        if missed:
            start = "At least" if counts.uncounted else "By the branches that can be counted"
            detail = f"{start} {figure}; {', '.join(missed)} could not be counted."
            yield skipped(question, bench, "no_reproducer", detail)
            continue
        if not counts.total:
            detail = "No operator of this graph is known to multiply, so its operations are not known."
            yield skipped(question, bench, "no_reproducer", detail)
            continue
        value = Decimal(counts.total)
        ports = (("goes in", used.goes_in), ("comes out", used.comes_out))
        measured = counted(
            question,
            bench,
            value,
            figure,
            unit="FLOP",
            alternatives=(Alternative(metric="multiply-adds", value=value / 2),),
            settings=(
                Pair(name="input", value=used.words),
                *(Pair(name=name, value=shapes) for name, shapes in ports if shapes),
                Pair(name="counted", value=listed),
                *_branches(counts),
                Pair(name="products seen but not counted", value="none"),
                Pair(name="calls of other operators, not counted", value=str(counts.others)),
            ),
        )
        low = measured.low if counts.cheapest is None else Decimal(counts.cheapest)
        yield measured.model_copy(update={"low": low})


def _branches(counts: OperationCount) -> Iterator[Pair]:
    """What a graph takes by the cheaper branches of its conditions."""
    if counts.cheapest is not None:
        yield Pair(name="by the cheaper branches of its conditions", value=f"{counts.cheapest:,}")


def asked_of(question: Question) -> InputSize:
    """The input that a claim's conditions name."""
    words = f"{question.metric_as_written} {question.conditions or ''}"
    tokens, pixels = _TOKENS.search(words), _PIXELS.search(words)
    length = int(next(filter(None, tokens.groups()))) if tokens else None
    side = int(next(filter(None, pixels.groups()))) if pixels else None
    return InputSize(length, side)
