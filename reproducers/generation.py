"""How fast a language model writes: tokens a second, and the time to the first one."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.generator import rate, written
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.to_measurement import Run, measured


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """A causal model in safetensors, and texts to begin with."""
    refusal = (
        requirements.opened(model)
        or requirements.does(model, "text-generation")
        or requirements.in_torch(model)
    )
    return refusal or requirements.has(rows, "text")


@reproducer(
    "generation",
    version=1,
    metrics={"tokens_per_second", "ttft"},
    fits=fits,
    timed=True,
    asks=("tokens_per_second", "ttft"),
)
def generation(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Write after prompts from the rows, one at a time and greedily, the end token forbidden; first token apart."""
    from claims.statistics.bootstrap import resample_percentile

    found, settings = written(bench)
    digest = bench.keep(
        {"run": i, "first": round(w.first, 9), "whole": round(w.whole, 9), "tokens": w.tokens}
        for i, w in enumerate(found)
    )
    run = Run(settings, sum(one.whole for one in found), digest, len(found))
    later = sum(w.tokens - 1 for w in found) / max(1e-9, sum(w.whole - w.first for w in found))
    for question in questions:
        if question.metric == "ttft":
            firsts = resample_percentile([one.first for one in found], 0.5, seed=bench.settings.seed)
            yield measured(question, bench, run, firsts, unit="s")
        else:
            beside = {"tokens a second after the first": later}
            yield measured(question, bench, run, rate(found, bench), beside=beside, unit="1/s")
