"""A finished run, sent to an experiment tracker with its page and its JSON."""

import reports
from claims.records import Dossier
from flows.adapters.trackers import Delivery
from flows.render import render
from flows.store import Store
from reports.views.tracked_run import tracked_run

FORMS = ("html", "json")
"""The reports that go along."""


def delivery(dossier: Dossier, store: Store, status: str, registered_model: str | None) -> Delivery:
    """What of a run is sent: claims folded as in the reports, and the reports themselves."""
    files = {f"report{min(reports.registry[form].traits)}": render(form, dossier, store) for form in FORMS}
    return Delivery(tracked_run(dossier), status, files, registered_model)


def describe(sent: Delivery, to: str) -> str:
    """What is sent, and to whom, in a sentence."""
    words = len(sent.run.params) + len(sent.run.tags)
    return (
        f"{sent.run.name} to {to}: {len(sent.run.metrics)} numbers, {words} words and {', '.join(sent.files)}"
    )
