"""The memo as Markdown."""

from claims.records.decision_memo import DecisionMemo
from reports.markdown import escaped, escaped_table
from reports.memos import memo_form
from reports.views.safe_text import SPACES


@memo_form("markdown", version=1, suffix=".md")
def markdown(memo: DecisionMemo) -> bytes:
    """The page in plain Markdown; the picture in words."""
    parts = [
        f"# {escaped(memo.question)}",
        f"{escaped(memo.author)}, {memo.date}",
        f"**{escaped(memo.answer)}**",
        escaped(memo.because),
        "## The figures",
        "\n".join(f"- {escaped(f.name)}: **{escaped(f.value)}** ({escaped(f.whose)})" for f in memo.figures),
    ]
    if memo.picture_says:
        parts.append(escaped(memo.picture_says))
    if memo.prices:
        parts += [f"## {memo.prices_title}", escaped_table(memo.price_heads, memo.prices)]
    for title, lines in sections(memo):
        parts += [f"## {title}", "\n".join(f"- {escaped(line)}" for line in lines)]
    parts.append(escaped(memo.basis))
    return ("\n\n".join(part for part in parts if part).translate(SPACES) + "\n").encode()


def sections(memo: DecisionMemo) -> list[tuple[str, tuple[str, ...]]]:
    """The lists of the page that have lines, in their order."""
    every = (
        ("Risks", memo.risks),
        ("Stated by suppliers, not measured here", memo.stated),
        ("Next step", memo.next_step),
    )
    return [(title, lines) for title, lines in every if lines]
