"""Word and character error rates of a model that writes down what is said."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.transcriber import Transcriber
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import Run, rows_to_draw, skipped, to_measurement
from reproducers.lab.scoring.word_errors import NORMALISATIONS, counts_of


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a speech model in safetensors, and recordings with what is said in them."""
    refusal = requirements.runs_in_torch(model, "automatic-speech-recognition")
    return refusal or requirements.missing_column(rows, "audio", "target")


@reproducer(
    "speech-recognition", version=1, metrics={"wer", "cer", "mer", "wil"}, fits=fits, asks=("wer", "cer")
)
def speech_recognition(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Write down each recording, greedily, and count the errors as they stand; beside them without case and marks."""
    from claims.statistics.sum_scores import ratio, resample_totals

    started, model = bench.clock(), Transcriber(bench)
    made, true = model.write(), bench.rows.by_role["target"]
    counts = {
        (m, way): counts_of(m, way, true, made)
        for m in ("wer", "cer", "mer", "wil")
        for way in NORMALISATIONS
    }
    digest = bench.keep_raw(
        {
            "row": n,
            "errors": int(counts["wer", "as it stands"][i, 0]),
            "words": int(counts["wer", "as it stands"][i, 1]),
        }
        for i, n in enumerate(bench.rows.numbers)
    )
    run = Run(model.settings, bench.clock() - started, digest)
    for question in questions:
        rows = counts[question.metric, "as it stands"]
        try:
            resampled = resample_totals(ratio, rows, worth=rows_to_draw(bench), seed=bench.settings.seed)
        except ValueError as error:
            yield skipped(question, bench, "ambiguous", f"It is undefined on these rows: {error}")
            continue
        beside = {
            f"{m}, {way}" if m == question.metric else m: float(ratio(c.sum(axis=0)))
            for (m, way), c in counts.items()
            if (m == question.metric) != (way == "as it stands")
        }
        yield to_measurement(question, bench, run, resampled, beside=beside)
