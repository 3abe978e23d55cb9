"""The Hugging Face Hub as a source: pinned to a commit, checked byte for byte, and never waited for without end."""

from extractors.sources.hub.access import Access, Limits, Patience
from extractors.sources.hub.discovery import Candidate, models_of_paper, new_models
from extractors.sources.hub.listing import Listed, Listing
from extractors.sources.hub.pin import Pinned, complete, glance, pin, preflight
from extractors.sources.hub.repo_names import is_model

__all__ = [
    "Access", "Candidate", "Limits", "Listed", "Listing", "Patience", "Pinned",
    "complete", "glance", "is_model", "models_of_paper", "new_models", "pin", "preflight",
]  # fmt: skip
