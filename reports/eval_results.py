"""The measured scores as entries of a Hub repository's .eval_results folder."""

from claims.records import Dossier
from reports import report
from reports.views.published import Listed, hardware, listed, unlisted
from reports.views.strict_json import number

HEAD = """\
# To be put into .eval_results/ of the model's repository. Written by Assay, run {run}.
# One score for each benchmark; scores on rows that are of no named data set are left out.
"""


@report("eval-results", version=2, suffix=".eval-results.yaml")
def eval_results(dossier: Dossier) -> bytes:
    """One entry for each benchmark of the Hub; n, interval, seed and machine stand in its notes."""
    import yaml

    left = "".join(
        f"# Left out, since its id on the Hub is not known: {name}\n" for name in unlisted(dossier)
    )
    told = [_entry(dossier, one) for one in listed(dossier)]
    body = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)
    return (HEAD.format(run=dossier.run) + left + body).encode()


def _entry(dossier: Dossier, one: Listed) -> dict[str, object]:
    return {
        "dataset": {"id": one.at.id, "task_id": one.at.task},
        "value": number(one.entry.value),
        "notes": f"{one.notes}, {hardware(dossier)}, run {dossier.run}",
    }
