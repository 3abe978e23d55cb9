"""Short names within a run: claims are 1, 2, 3 … as the document states them, findings F1, F2 …."""

from claims.errors import UnknownName
from claims.records import Claim, Dossier


def numbers(dossier: Dossier) -> dict[str, str]:
    """The short name of every claim and finding of a run, by its id."""
    short: dict[str, str] = {}
    for number, claim in enumerate(dossier.claims, 1):
        short.setdefault(claim.id, str(number))
    for number, finding in enumerate(dossier.findings, 1):
        short.setdefault(finding.id, f"F{number}")
    return short


def id_of(dossier: Dossier, name: str) -> str:
    """The id of the claim or finding with that short name, or whose id begins so; raises UnknownName."""
    short = {number.lower(): full_id for full_id, number in numbers(dossier).items()}
    if name.lower() in short:
        return short[name.lower()]
    matches = [full_id for full_id in short.values() if name and full_id.startswith(name)]
    if len(matches) == 1:
        return matches[0]
    reason = "more than one claim or finding" if matches else "no claim or finding"
    known = f"claims 1 to {len(dossier.claims)}" if dossier.claims else "no claim"
    known += f" and findings F1 to F{len(dossier.findings)}" if dossier.findings else ""
    raise UnknownName(
        f"Run {dossier.run} has {reason} {name!r}; it has {known}.",
        f"`verify show {dossier.run}` prints them with their numbers.",
    )


def claim_of(dossier: Dossier, name: str) -> Claim:
    """The claim with that short name, or whose id begins so; raises UnknownName."""
    full_id = id_of(dossier, name)
    claim = next((claim for claim in dossier.claims if claim.id == full_id), None)
    if claim is None:
        raise UnknownName(
            f"{name} is a finding of run {dossier.run}, not a claim.",
            f"`verify show {dossier.run}` prints the claims with their numbers.",
        )
    return claim
