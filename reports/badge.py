"""The outcome as a badge, for a README: one small picture that says the same as the report."""

from claims.records import Dossier, Outcome
from reports import report
from reports.views import vocabulary
from reports.views.conclusion import Counts
from reports.views.summary import summarise

COLOUR: dict[Outcome, str] = {
    "refuted": "#b3261e", "falls_short": "#a84300", "confirmed": "#17704a", "transfers": "#0b6a74",
    "inconclusive": "#765a00", "unchecked": "#5d594f",
}  # fmt: skip
"""White text on each has a contrast of at least 4.5 to 1."""
LEFT = "claims"
SUPPLIED = "claims, by supplied answers"
LETTER = 6.6
"""Width of a letter of 11 px, on average."""


@report("badge", version=2, suffix=".svg")
def badge(dossier: Dossier) -> bytes:
    """A picture of 20 pixels' height: "claims | 2 refuted, 5 confirmed of 18"."""
    text, colour = label(summarise(dossier).counts)
    caption = SUPPLIED if dossier.model and dossier.model.format == "predictions" else LEFT
    left, right = round(len(caption) * LETTER + 12), round(len(text) * LETTER + 12)
    middle = f'y="14" text-anchor="middle" textLength="{right - 12}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img"'
        f' aria-label="{caption}: {text}"><title>{caption}: {text}</title>'
        f'<rect width="{left}" height="20" fill="#3a3833"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left / 2:g}" y="14" text-anchor="middle" textLength="{left - 12}">{caption}</text>'
        f'<text x="{left + right / 2:g}" {middle}>{text}</text></g></svg>\n'
    ).encode()


def label(counts: Counts) -> tuple[str, str]:
    """What the badge says and its colour, both from the counts alone."""
    total = sum(counts.values())
    outcomes = [outcome for outcome in vocabulary.ORDER if counts[outcome] and outcome != "unchecked"]
    if not outcomes:
        return f"none of {total} checked" if total else "none stated", COLOUR["unchecked"]
    shown = ", ".join(f"{counts[outcome]} {vocabulary.OUTCOME[outcome]}" for outcome in outcomes[:2])
    return f"{shown} of {total}", COLOUR[outcomes[0]]
