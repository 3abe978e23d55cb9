"""The comparison for programs."""

import json

from claims.records.system_comparison import SystemComparison
from reports.comparison import comparison_report


@comparison_report("json", version=1, suffix=".json")
def json_form(comparison: SystemComparison) -> bytes:
    """The whole record, indented."""
    return (json.dumps(comparison.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n").encode()
