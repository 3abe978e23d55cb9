"""The measured scores of a run as a pull request to the model's repository on the Hub."""

import reports
from claims.errors import UsageError
from claims.records import Dossier
from extractors.sources.hub.repo_names import COMMIT, check_model
from flows.adapters.proposal import Proposal
from reports.views.published import benchmark_scores
from reports.views.vocabulary import counted

DESCRIPTION = """\
These scores were measured with Assay, not taken from the card. How many rows, the 95 % interval, the seed and the \
machine stand in the notes of each. Run {run}, model at commit {commit}.
"""


def proposal(dossier: Dossier, to: str | None) -> Proposal:
    """The one file that a pull request would add; raises UsageError where there is nothing, or nowhere, to send.

    Scores on rows of one's own stay here: neither they nor the name of their file are part of it.
    """
    scores = benchmark_scores(dossier)
    if not scores:
        raise UsageError(
            f"Run {dossier.run} measured no score on a data set that the Hub knows.",
            "Say what the rows are a sample of with --of-dataset; `verify report --as model-index` gives the rest.",
        )
    repository, commit = _where(dossier, to)
    return Proposal(
        repository=repository,
        commit=commit,
        path=f".eval_results/assay-{dossier.run[:16]}.yaml",
        body=reports.registry["eval-results"].call(dossier),
        title=f"Add {counted(len(scores), 'measured score')}, each with its interval",
        description=DESCRIPTION.format(run=dossier.run, commit=commit or "unknown"),
    )


def describe(proposal: Proposal, host: str) -> str:
    """What is sent, and to whom, in a sentence."""
    scores = proposal.body.count(b"- dataset:")
    at = f" at commit {proposal.commit[:12]}" if proposal.commit else ""
    return (
        f"a pull request to {proposal.repository} on {host}{at} that adds one file, {proposal.path} "
        f"({counted(scores, 'score')}, {counted(len(proposal.body), 'byte')}), and changes nothing else"
    )


def _where(dossier: Dossier, to: str | None) -> tuple[str, str | None]:
    """The repository and the commit that was read there."""
    read = next(
        (source for source in (dossier.source, dossier.companion) if source and source.kind == "hub"), None
    )
    name = to or (read.name if read else None)
    if name is None:
        raise UsageError(
            f"{dossier.target} was not read from the Hub.", "Say which repository with --to org/model."
        )
    check_model(name)
    same = read is not None and read.name == name and COMMIT.fullmatch(read.revision)
    return name, read.revision if read and same else None
