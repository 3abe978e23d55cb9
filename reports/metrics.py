"""What was claimed, measured and concluded under names that stay across edits, for `dvc metrics diff` and its like."""

import json

from claims.records import Dossier
from reports import report
from reports.views.tracked_run import CLAIM, tracked_run


@report("metrics", version=1, suffix=".metrics.json")
def metrics(dossier: Dossier) -> bytes:
    """One flat object: the numbers that a tracker gets, but for the run's seconds, and the outcome of each claim."""
    run = tracked_run(dossier)
    kept: dict[str, float | str] = {
        name: value for name, value in run.metrics.items() if not name.startswith("run/")
    }
    kept |= {f"{name}/outcome": word for name, word in run.params.items() if name.startswith(f"{CLAIM}/")}
    return (json.dumps(dict(sorted(kept.items())), indent=2) + "\n").encode()
