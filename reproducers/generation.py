"""Generation speed of a language model: tokens a second, and time to the first token."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.generator import generate_timed, generation_rate
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import Run, to_measurement


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a causal model in safetensors, and texts to begin with."""
    return requirements.runs_in_torch(model, "text-generation") or requirements.missing_column(rows, "text")


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

    times, settings = generate_timed(bench)
    digest = bench.keep_raw(
        {"run": i, "first": round(w.first, 9), "whole": round(w.whole, 9), "tokens": w.tokens}
        for i, w in enumerate(times)
    )
    run = Run(settings, sum(time.whole for time in times), digest, len(times))
    later = sum(w.tokens - 1 for w in times) / max(1e-9, sum(w.whole - w.first for w in times))
    for question in questions:
        if question.metric == "ttft":
            firsts = resample_percentile([time.first for time in times], 0.5, seed=bench.settings.seed)
            yield to_measurement(question, bench, run, firsts, unit="s")
        else:
            beside = {"tokens a second after the first": later}
            yield to_measurement(
                question, bench, run, generation_rate(times, bench), beside=beside, unit="1/s"
            )
