"""The measured scores as the model-index of a card's front matter."""

from itertools import groupby

from claims.records import Dossier
from reports import report
from reports.views.published import PublishedScore, hardware_line, published_scores
from reports.views.safe_text import visible
from reports.views.strict_json import number

HEAD = "# To be put into the front matter of the model's card. Written by Assay, run {run}.\n"
Leaf = str | int | float | None


@report("model-index", version=2, suffix=".model-index.yml")
def model_index(dossier: Dossier) -> bytes:
    """What the Hub reads as results: each value with n, interval, seed, machine and the digest of the rows."""
    import yaml

    scores = sorted(
        published_scores(dossier), key=lambda score: (score.task, score.dataset, score.split or "")
    )
    results = [
        _result(dossier, [*group])
        for _, group in groupby(scores, key=lambda score: (score.task, score.dataset, score.split or ""))
    ]
    name = visible(dossier.model.name if dossier.model else dossier.target)
    body = yaml.safe_dump(
        {"model-index": [{"name": name, "results": results}]}, sort_keys=False, allow_unicode=True, width=110
    )
    return (HEAD.format(run=dossier.run) + body).encode()


def _result(dossier: Dossier, group: list[PublishedScore]) -> dict[str, object]:
    first = group[0]
    dataset = {"name": first.dataset, "type": first.dataset} | ({"split": first.split} if first.split else {})
    return {
        "task": {"type": first.task},
        "dataset": dataset,
        "metrics": [
            {
                "type": score.metric,
                "value": number(score.value),
                "name": score.name,
                "args": _args(dossier, score),
            }
            for score in group
        ],
    }


def _args(dossier: Dossier, score: PublishedScore) -> dict[str, Leaf]:
    run = score.measurement
    arguments: dict[str, Leaf] = {
        "n": run.n,
        "low": None if run.low is None else number(run.low),
        "high": None if run.high is None else number(run.high),
        "level": run.level,
        "interval": run.method,
        "seed": run.seed,
        "hardware": None if score.answers else hardware_line(dossier),
        "answers": score.answers or None,
        "rows_sha256": run.slice_sha256,
        "measured_by": run.reproducer,
        "run": dossier.run,
    }
    return {name: value for name, value in arguments.items() if value is not None}
