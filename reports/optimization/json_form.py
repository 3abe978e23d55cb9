"""The search as JSON, for programs."""

import json

from claims.records.optimization import Optimization
from reports.optimization import optimization_report


@optimization_report("json", version=1, suffix=".json")
def json_form(of: Optimization) -> bytes:
    """Every field of the record, indented."""
    return (json.dumps(of.model_dump(mode="json"), indent=1) + "\n").encode()
