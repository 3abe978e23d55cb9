"""The autopsy as JSON, for programs."""

import json

from claims.records.autopsy import Autopsy
from reports.autopsy import autopsy_report


@autopsy_report("json", version=1, suffix=".json")
def json_form(autopsy: Autopsy) -> bytes:
    """Every field of the record, indented."""
    return (json.dumps(autopsy.model_dump(mode="json"), indent=1) + "\n").encode()
