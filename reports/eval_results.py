"""The measured scores as entries of a Hub repository's .eval_results folder."""

from claims.records import Dossier
from reports import report
from reports.views.published import BenchmarkScore, benchmark_scores, hardware_line, unknown_benchmarks
from reports.views.strict_json import number

HEAD = """\
# To be put into .eval_results/ of the model's repository. Written by Assay, run {run}.
# One score for each benchmark; scores on rows that are of no named data set are left out.
"""


@report("eval-results", version=3, suffix=".eval-results.yaml")
def eval_results(dossier: Dossier) -> bytes:
    """One entry for each benchmark of the Hub; n, interval, seed and machine stand in its notes."""
    import yaml

    left = "".join(
        f"# Left out, since its id on the Hub is not known: {name}\n" for name in unknown_benchmarks(dossier)
    )
    score_entries = [_entry(dossier, score) for score in benchmark_scores(dossier)]
    body = yaml.safe_dump(score_entries, sort_keys=False, allow_unicode=True, width=110)
    return (HEAD.format(run=dossier.run) + left + body).encode()


def _entry(dossier: Dossier, score: BenchmarkScore) -> dict[str, object]:
    return {
        "dataset": {"id": score.at.id, "task_id": score.at.task},
        "value": number(score.entry.value),
        "notes": ", ".join(filter(None, (score.notes, _machine(dossier, score), f"run {dossier.run}"))),
    }


def _machine(dossier: Dossier, score: BenchmarkScore) -> str:
    """The machine that ran the model; none where its answers were supplied."""
    return "" if score.entry.answers else hardware_line(dossier)
