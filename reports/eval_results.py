"""The measured scores as entries of a Hub repository's .eval_results folder."""

from claims.records import Dossier
from reports import report
from reports.shapes.published import Entry, entries, hardware
from reports.shapes.strict import number

HEAD = """\
# To be put into .eval_results/ of the model's repository. Written by Assay, run {run}.
# dataset.id must be a benchmark's id on the Hub (owner/name) and task_id one of its tasks: put them right where the
# run knew only the data set's name. Scores on rows that are of no named data set are left out.
"""


@report("eval-results", version=1, suffix=".eval-results.yaml")
def eval_results(dossier: Dossier) -> bytes:
    """One entry for each score on a named data set; n, interval, seed and machine stand in its notes."""
    import yaml

    told = [_entry(dossier, one) for one in entries(dossier) if one.public]
    body = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)
    return (HEAD.format(run=dossier.run) + body).encode()


def _entry(dossier: Dossier, one: Entry) -> dict[str, object]:
    return {
        "dataset": {"id": one.dataset, "task_id": one.split or "default"},
        "value": number(one.value),
        "notes": f"{one.notes}, {hardware(dossier)}, run {dossier.run}",
    }
