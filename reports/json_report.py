"""The dossier as JSON, for programs."""

from claims.records import Dossier
from reports import report
from reports.views.dossier_json import printed_dossier
from reports.views.strict_json import to_json


@report("json", version=1, suffix=".json")
def json_report(dossier: Dossier) -> bytes:
    """The whole dossier as strict JSON (schema assay/dossier-1)."""
    return to_json(printed_dossier(dossier))
