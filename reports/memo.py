"""The one-page memo for a vendor evaluation, as Markdown."""

from claims.records import Dossier
from reports import report
from reports.markdown import SPACES, escaped
from reports.views.memo import memo


@report("memo", version=2, suffix=".memo.md")
def memo_markdown(dossier: Dossier) -> bytes:
    """Question, evidence, recommendation, risks, pilot, and what was not checked, on one page."""
    told = memo(dossier)
    parts = [
        f"# Memo: {escaped(told.about)}",
        f"**Question.** {escaped(told.question)}",
        f"**Recommendation.** {escaped(told.recommendation)} {escaped(told.because)}",
        _listed("Evidence", told.evidence),
        _listed("Risks", told.risks),
        _listed("Pilot", told.pilot),
        _listed("Not checked", told.unchecked),
        escaped(told.basis),
    ]
    return ("\n\n".join(parts).translate(SPACES) + "\n").encode()


def _listed(heading: str, lines: tuple[str, ...]) -> str:
    return f"## {heading}\n\n" + "\n".join(f"- {escaped(line)}" for line in lines)
