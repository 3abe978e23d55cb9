"""The profile as JSON, for programs."""

import json

from claims.records.profile import Profile
from reports.profile import profile_report


@profile_report("json", version=1, suffix=".json")
def json_form(profile: Profile) -> bytes:
    """Every field of the record, indented."""
    return (json.dumps(profile.model_dump(mode="json"), indent=1) + "\n").encode()
