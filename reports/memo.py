"""The one-page memo for a vendor evaluation, as Markdown."""

from claims.records import Dossier
from reports import report
from reports.markdown import escaped
from reports.views.memo import memo
from reports.views.safe_text import SPACES


@report("memo", version=2, suffix=".memo.md")
def memo_markdown(dossier: Dossier) -> bytes:
    """Question, evidence, recommendation, risks, pilot, and what was not checked, on one page."""
    shown = memo(dossier)
    parts = [
        f"# Memo: {escaped(shown.about)}",
        f"**Question.** {escaped(shown.question)}",
        f"**Recommendation.** {escaped(shown.recommendation)} {escaped(shown.because)}",
        _bulleted("Evidence", shown.evidence),
        _bulleted("Risks", shown.risks),
        _bulleted("Pilot", shown.pilot),
        _bulleted("Not checked", shown.unchecked),
        escaped(shown.basis),
    ]
    return ("\n\n".join(parts).translate(SPACES) + "\n").encode()


def _bulleted(heading: str, lines: tuple[str, ...]) -> str:
    return f"## {heading}\n\n" + "\n".join(f"- {escaped(line)}" for line in lines)
