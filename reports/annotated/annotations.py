"""The annotation of a claim: a sentence, a colour-blind-safe colour, and a shape besides the colour."""

import re
from dataclasses import dataclass

from claims.records import Dossier, Outcome
from reports.views import vocabulary
from reports.views.claim_rows import ClaimRow, claim_rows
from reports.views.evidence import claim_evidence
from reports.views.safe_text import visible

COLOUR: dict[Outcome, str] = {
    "refuted": "#D55E00",
    "falls_short": "#E69F00",
    "confirmed": "#009E73",
    "transfers": "#56B4E9",
    "inconclusive": "#F0E442",
    "unchecked": "#BBBBBB",
}
"""Okabe and Ito, Color Universal Design (2008); grey for what was not checked."""
_NUMBER = re.compile(r"[\d.,]{0,20}\d(?:e[+-]?\d{1,3})?", re.IGNORECASE)
FAILS: tuple[Outcome, ...] = ("refuted", "falls_short")
"""Outcomes that are underlined too."""


@dataclass(frozen=True)
class Note:
    """The annotation of one claim."""

    row: ClaimRow
    title: str
    """The outcome with its sign: "✕ refuted"."""
    says: str
    """The sentence: the verdict, then the flags."""
    flagged: bool
    """Whether a serious finding or a warning is about it, which gives it a frame."""

    @property
    def digits(self) -> str:
        """The digits of the value."""
        return f"{self.row.claim.stated.value:f}"

    @property
    def spellings(self) -> tuple[str, ...]:
        """What may stand under the mark: the digits, else as they are written (".5", "2.6e5")."""
        claim = self.row.claim
        written = (_NUMBER.search(text[:200]) for text in (claim.stated.as_written, claim.place.quote))
        return tuple(dict.fromkeys((self.digits, *(match[0] for match in written if match))))

    @property
    def colour(self) -> str:
        """The colour of its outcome."""
        return COLOUR[self.row.outcome]


def notes(dossier: Dossier, file: str) -> tuple[Note, ...]:
    """The notes of all claims in one file of the source, or in all files of an ending, in the document's order."""
    behind = claim_evidence(dossier)
    order = {claim.id: place for place, claim in enumerate(dossier.claims)}
    claims_of_file = [row for row in claim_rows(dossier) if row.claim.place.file == file or _ends(row, file)]
    return tuple(
        Note(
            row=row,
            title=_title(row),
            says=_says(
                row, [visible(f"{finding.rule}: {finding.says}") for finding in behind[row.claim.id].flags]
            ),
            flagged=any(finding.severity != "info" for finding in behind[row.claim.id].flags),
        )
        for row in sorted(claims_of_file, key=lambda row: order[row.claim.id])
    )


def _ends(row: ClaimRow, ending: str) -> bool:
    return ending.startswith(".") and row.claim.place.file.lower().endswith(ending)


def _title(row: ClaimRow) -> str:
    title = f"{vocabulary.MARK[row.outcome]} {vocabulary.OUTCOME[row.outcome]}"
    return f"{title}, dismissed by a person" if row.set_aside is not None else title


def _says(row: ClaimRow, flags: list[str]) -> str:
    dismissed = [f"Dismissed: {visible(row.set_aside)}"] if row.set_aside is not None else []
    return " ".join([f"{row.brief}. {row.why}", *flags, *dismissed])
