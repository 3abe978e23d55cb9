"""A pull request to a model's repository on the Hub, sent once and only when a person said so."""

from dataclasses import dataclass

from claims.errors import ModelUnavailable, SourceUnavailable
from extractors.sources.hub.access import Access, HubDeadlines

ONCE = HubDeadlines(attempts=1)
"""A request that changes something is never sent a second time on its own: it may have arrived."""


@dataclass(frozen=True)
class Proposal:
    """The content and the destination of a pull request."""

    repository: str
    """The model, org/model."""
    commit: str | None
    """The commit that was read, from which the pull request branches off."""
    path: str
    """The one file that it adds."""
    body: bytes
    """What is in the file."""
    title: str
    """The pull request's title."""
    description: str
    """Its text, Markdown."""


def propose(proposal: Proposal, access: Access) -> str:
    """Open the pull request and return its address; raises VerifyError, and ModelUnavailable without a token."""
    if access.secret is None:
        raise ModelUnavailable(
            f"{access.host} takes pull requests only from who has an account there.",
            "Set HF_TOKEN to a token that may open pull requests.",
        )
    from extractors.sources.hub.request_guard import ask

    try:
        url = ask(access, proposal.repository, lambda: _send(proposal, access))
    except SourceUnavailable as error:
        raise SourceUnavailable(
            error.says,
            f"It may have arrived: look at {access.page}/{proposal.repository}/discussions before you try again.",
        ) from None
    if not url.startswith(f"{access.base}/"):
        raise SourceUnavailable(
            f"{access.host} did not say where the pull request is.",
            f"Look at {access.page}/{proposal.repository}.",
        )
    return url


def _send(proposal: Proposal, access: Access) -> str:
    from huggingface_hub import CommitOperationAdd, HfApi

    client = HfApi(endpoint=access.base, token=access.token, library_name="assay")
    done = client.create_commit(
        repo_id=proposal.repository,
        operations=[CommitOperationAdd(path_in_repo=proposal.path, path_or_fileobj=proposal.body)],
        commit_message=proposal.title,
        commit_description=proposal.description,
        create_pr=True,
        parent_commit=proposal.commit,
    )
    return done.pr_url or ""
