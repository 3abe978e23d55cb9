"""How long it takes until the model is ready, its libraries loaded before."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.timing import TIMED, open_timed
from reproducers.lab.scoring.to_measurement import Run, skipped, to_measurement

_MOST = 12  # times that it is opened
_ENOUGH = 15.0  # seconds
_FEWEST = 6  # the fewest that enclose a median with 95 % confidence


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a model that may be opened, of a task that is timed."""
    return requirements.runs(model, *TIMED) or (
        requirements.missing_column(rows) if rows is not None else None
    )


@reproducer("load-time", version=1, metrics={"load_time"}, fits=fits, timed=True, asks=("load_time",))
def load_time(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Open the model again and again; the first time, which also loads libraries, is left out."""
    from claims.statistics.bootstrap import resample_percentile

    opened = open_timed(bench)
    seconds: list[float] = []
    while len(seconds) < _MOST and (len(seconds) < _FEWEST or sum(seconds) < _ENOUGH):
        started = bench.clock()
        opened = open_timed(bench)
        seconds.append(bench.clock() - started)
        if sum(seconds) > 4 * _ENOUGH:
            break
    digest = bench.keep_raw({"run": i, "seconds": round(taken, 9)} for i, taken in enumerate(seconds))
    for question in questions:
        if len(seconds) < _FEWEST:
            yield skipped(
                question, bench, "over_time", f"It takes {max(seconds):.0f} s to open: too long to repeat."
            )
            continue
        resampled = resample_percentile([round(taken, 9) for taken in seconds], 0.5, seed=bench.settings.seed)
        run = Run(opened.settings, sum(seconds), digest, len(seconds))
        yield to_measurement(question, bench, run, resampled, unit="s")
