"""Average precision of a model that finds objects in pictures, as COCO counts it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.detector import Detector, true_objects
from reproducers.lab.models.onnx_detector import open_onnx_detector
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.average_precision import Detections, average_precisions
from reproducers.lab.scoring.to_measurement import Run, skipped, to_measurement

_RESAMPLES = 200
_FEWEST = 10  # pictures
METRICS = {"map", "ap", "ap_50", "ap_75"}


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a detector that may be opened, and pictures with boxes."""
    refusal = requirements.runs(model, "object-detection")
    return refusal or requirements.missing_column(rows, "image", "objects")


@reproducer("object-detection", version=2, metrics=METRICS, fits=fits, asks=("ap", "ap_50"))
def object_detection(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Match the surest boxes of each picture with the true ones, and average precision over recall and overlap."""
    from claims.statistics.bootstrap import resample
    from claims.statistics.resampled import Guard

    started = bench.clock()
    detector = open_onnx_detector(bench) if bench.model.format == "onnx" else Detector(bench)
    true = true_objects(bench)
    detections = [Detections(t, c) for t, c in zip(true, detector.find(), strict=True)]
    whole = average_precisions(detections)
    digest = bench.keep_raw(
        {"row": n, "true": len(d.true), "found": len(d.detected)}
        for n, d in zip(bench.rows.numbers, detections, strict=True)
    )
    run = Run(detector.settings, bench.clock() - started, digest)
    for question in questions:
        name = "ap" if question.metric == "map" else question.metric
        if len(detections) < _FEWEST or whole[name] != whole[name]:
            yield skipped(
                question,
                bench,
                "no_data",
                f"{len(detections)} pictures are too few. Bring at least {_FEWEST}.",
            )
            continue
        resampled = resample(
            partial(_value, name), detections, resamples=_RESAMPLES, seed=bench.settings.seed
        )
        resampled = replace(
            resampled, guard=Guard(float(len(detections)), 0.0)
        )  # a few pictures alike have no spread, and prove little
        yield to_measurement(
            question, bench, run, resampled, beside={k: v for k, v in whole.items() if k != name}
        )


def _value(name: str, part: Sequence[Detections]) -> float:
    return average_precisions(part)[name]
