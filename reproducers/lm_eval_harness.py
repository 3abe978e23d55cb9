"""Multiple choice as lm-evaluation-harness counts it on the same rows: a second opinion, where it is installed."""

import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from claims.errors import ModelUnavailable
from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.files.install_hint import install_command
from reproducers.lab.models.pretrained import first_line, open_model, tokenizer_of
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import Run, mean_over_rows, to_measurement
from reproducers.multiple_choice import choices_of, from_zero, place_of

if TYPE_CHECKING:
    from reproducers.lab.models.pretrained import Opened

_METRICS = {"accuracy": "acc", "acc_norm": "acc_norm"}
"""The catalog's ids to the harness's own names."""


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a causal model in safetensors, rows with choices, and the harness installed."""
    refusal = requirements.runs_in_torch(model, "text-generation")
    refusal = refusal or requirements.missing_column(rows, "text", "choices", "label")
    if refusal is None and importlib.util.find_spec("lm_eval") is None:
        return Refusal(
            "no_reproducer", f"lm-eval is not installed: run {install_command('lm-eval', ('lm-eval[hf]',))}."
        )
    return refusal


def subjects(model: Model) -> tuple[str, ...]:
    """The same model, by another hand: it answers no claim, it stands beside our own count."""
    return (f"{model.name} by lm-evaluation-harness",)


@reproducer(
    "lm-eval-harness",
    version=1,
    metrics=set(_METRICS),
    fits=fits,
    asks=tuple(_METRICS),
    subjects=subjects,
)
def lm_eval_harness(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Make a task of the rows, zero-shot and without any template, and let the harness evaluate it."""
    started = bench.clock()
    opened = open_model(bench, "AutoModelForCausalLM")
    samples, version = _evaluated(bench, opened)
    right = {name: [int(sample[own]) for sample in samples] for name, own in _METRICS.items()}
    digest = bench.keep_raw(
        {"row": n, **{name: values[i] for name, values in right.items()}}
        for i, n in enumerate(bench.rows.numbers)
    )
    settings = (*opened.settings, Pair(name="lm-eval", value=version), Pair(name="shots", value="0"))
    run = Run(settings, bench.clock() - started, digest)
    for question in questions:
        mean = mean_over_rows(bench, right[question.metric])
        yield to_measurement(question, bench, run, mean, successes=sum(right[question.metric]))


def _evaluated(bench: Bench, opened: "Opened") -> tuple[list[dict[str, Any]], str]:
    """What the harness says of each row, in the rows' order, and its version; raises ModelUnavailable if it fails."""
    import lm_eval
    from lm_eval.api.task import ConfigurableTask
    from lm_eval.models.huggingface import HFLM

    name = "rows_of_the_slice"
    config = {
        "task": name,
        "custom_dataset": lambda **_: {"test": _dataset(bench)},
        "test_split": "test",
        "output_type": "multiple_choice",
        "doc_to_text": "text",
        "doc_to_choice": "choices",
        "doc_to_target": "label",
        "num_fewshot": 0,
        "metric_list": [
            {"metric": entry, "aggregation": "mean", "higher_is_better": True} for entry in _METRICS.values()
        ],
    }
    try:
        model = HFLM(pretrained=opened.model, tokenizer=tokenizer_of(opened), batch_size=bench.settings.batch)
        task = ConfigurableTask(config=config)
        results = lm_eval.simple_evaluate(model, tasks=[task], bootstrap_iters=0, log_samples=True)
    except (RuntimeError, ValueError, KeyError, TypeError, OSError, AttributeError) as error:
        raise ModelUnavailable(f"lm-evaluation-harness cannot run it: {first_line(error)}") from None
    samples = sorted(results["samples"][name], key=lambda entry: int(entry["doc_id"]))
    return samples, str(lm_eval.__version__)


def _dataset(bench: Bench) -> Any:
    from datasets import Dataset

    rows = bench.rows
    listed = [choices_of(cell) for cell in rows.by_role["choices"]]
    places = [place_of(label, choices) for label, choices in zip(from_zero(bench), listed, strict=True)]
    return Dataset.from_dict({"text": list(rows.texts), "choices": listed, "label": places})
