"""The Hugging Face Hub as a source: pinned to a commit, checked byte for byte, and never waited for without end."""

from extractors.sources.hub.access import Access, HubDeadlines, HubLimits
from extractors.sources.hub.discovery import (
    ModelCandidate,
    ModelPage,
    model_page,
    models_of_paper,
    new_models,
)
from extractors.sources.hub.listing import ListedFile, ModelListing
from extractors.sources.hub.pin import complete, pin, preflight, preview_folder
from extractors.sources.hub.pinned import PinnedModel
from extractors.sources.hub.repo_names import is_model

__all__ = [
    "Access", "HubDeadlines", "HubLimits", "ListedFile", "ModelCandidate", "ModelListing", "ModelPage", "PinnedModel",
    "complete", "is_model", "model_page", "models_of_paper", "new_models", "pin", "preflight", "preview_folder",
]  # fmt: skip
