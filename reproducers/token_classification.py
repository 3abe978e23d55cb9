"""Precision, recall and F1 of whole entities, as seqeval counts them, of a model that tags words."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.tagger import predict_tags, tags_of
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.entities import Scheme, entities, scheme_of
from reproducers.lab.scoring.to_measurement import Run, rows_to_draw, skipped, to_measurement

_UNKNOWN = (
    0.005  # the share of tagged words with a tag that the model lacks, above which a score is of another task
)
METRICS = {"f1", "f1_micro", "precision", "precision_micro", "recall", "recall_micro", "accuracy"}


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a tagger in safetensors, and rows of words with their tags."""
    refusal = requirements.tags(model)
    return refusal or requirements.missing_column(rows, "tokens", "tags")


@reproducer("token-classification", version=2, metrics=METRICS, fits=fits, asks=("f1",))
def token_classification(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Tag each sentence by the first piece of each word, and compare whole entities with the true ones."""
    import numpy as np

    from claims.statistics.sum_scores import f1_of_counts, ratio, resample_totals

    started = bench.clock()
    true = [tags_of(cell, bench.model.labels) for cell in bench.rows.by_role["tags"]]
    called, settings, cut = predict_tags(bench, [len(tags) for tags in true])
    doubted = _doubt(bench.model.labels, true, called)
    scheme = scheme_of((*true, *called))
    counts = np.array([_counts(t, c, scheme) for t, c in zip(true, called, strict=True)], dtype=np.float64)
    digest = bench.keep_raw(
        {"row": i, "hit": int(h), "called": int(c), "true": int(t)} for i, (h, c, t, *_) in enumerate(counts)
    )
    run = Run((*settings, *_counting_settings(cut, scheme)), bench.clock() - started, digest)
    ways = {"f1": f1_of_counts, "precision": ratio, "recall": ratio, "accuracy": ratio}
    columns = {"f1": [0, 1, 2], "precision": [0, 1], "recall": [0, 2], "accuracy": [3, 4]}
    with np.errstate(invalid="ignore"):  # no entity at all: NaN, which is left out
        whole = {name: float(ways[name](counts[:, columns[name]].sum(axis=0))) for name in ways}
    for question in questions:
        name = question.metric.removesuffix("_micro")
        if doubted and question.claim_id is not None:
            yield skipped(question, bench, "ambiguous", doubted)
            continue
        if scheme == "none" and name != "accuracy" and question.claim_id is not None:
            yield skipped(question, bench, "ambiguous", _unmarked(name, whole[name], whole["accuracy"]))
            continue
        try:
            resampled = resample_totals(
                ways[name], counts[:, columns[name]], worth=rows_to_draw(bench), seed=bench.settings.seed
            )
        except ValueError as error:
            yield skipped(question, bench, "ambiguous", f"{name} is undefined on these rows: {error}")
            continue
        beside = {k: v for k, v in whole.items() if k != name} | _by_type(true, called, name, scheme)
        yield to_measurement(question, bench, run, resampled, beside=beside)


def _counts(true: list[str], called: list[str], scheme: Scheme) -> tuple[int, int, int, int, int]:
    """Entities hit, called and true, words hit and words, of one sentence."""
    is_there, is_called = entities(true, scheme), entities(called, scheme)
    right = sum(t == c for t, c in zip(true, called, strict=True))
    return len(is_there & is_called), len(is_called), len(is_there), right, len(true)


def _by_type(true: list[list[str]], called: list[list[str]], name: str, scheme: Scheme) -> dict[str, float]:
    """F1 of each type of entity, and their macro average, where the tags mark entities."""
    if name != "f1" or scheme == "none":
        return {}
    from seqeval.metrics import classification_report

    report = classification_report(true, called, output_dict=True, zero_division=0, suffix=scheme == "suffix")
    types = {kind: float(values["f1-score"]) for kind, values in report.items() if not kind.endswith(" avg")}
    named = {f"f1 of {kind}": value for kind, value in list(types.items())[:20]}
    return {
        "f1_macro": float(report["macro avg"]["f1-score"]),
        "f1_weighted": float(report["weighted avg"]["f1-score"]),
    } | named


def _doubt(labels: tuple[str, ...], true: list[list[str]], called: list[list[str]]) -> str | None:
    """Why the tags of the data may not be the model's: other types of entities, or tags in another order."""
    from claims.statistics.confusion import confusion_matrix
    from reproducers.lab.scoring.label_alignment import permuted_classes

    flat = [entity for row in true for entity in row]
    unknown = sorted({entity for entity in flat if entity not in labels})
    if sum(entity in unknown for entity in flat) > _UNKNOWN * max(1, sum(entity != "O" for entity in flat)):
        return f"The data has tags that the model does not ({', '.join(unknown[:5])}): write them as the model does."
    import numpy as np

    names = [*labels, *unknown]
    place = {name: i for i, name in enumerate(names)}
    guess = [place.get(entity, place.get("O", 0)) for row in called for entity in row]
    return permuted_classes(
        names, confusion_matrix(np.array([place[t] for t in flat]), np.array(guess), len(names))
    )


def _unmarked(name: str, value: float, words: float) -> str:
    """Why a claim on entities is left open where no tag says where an entity begins."""
    return (
        "The tags have no B- or I- that marks where an entity begins, so the claim leaves open what was counted: "
        f"of runs of like tags the {name} is {value:.4f}, and {words:.4f} of the words have the right tag."
    )


def _counting_settings(cut: int, scheme: Scheme) -> tuple[Pair, ...]:
    unit = "runs of words with the same tag" if scheme == "none" else "whole entities by seqeval"
    settings = (Pair(name="counted", value=f"{unit}; each word by its first piece"),)
    return (
        (*settings, Pair(name="words beyond the model's length, taken as O", value=str(cut)))
        if cut
        else settings
    )
