"""The search as Markdown, for an issue, a wiki or a pull request."""

from collections.abc import Iterable, Iterator

from claims.records.optimization import Optimization
from reports.markdown import escaped
from reports.optimization import optimization_report, text


@optimization_report("markdown", version=1, suffix=".md")
def markdown(of: Optimization) -> bytes:
    """What to use, and what every variant keeps and costs, in tables."""
    parts = [f"# A cheaper {escaped(of.source.name)}", f"**{escaped(text.headline(of))}**"]
    parts += table("", ("what", "value"), text.facts(of))
    for title, heads, rows in text.tables(of):
        parts += table(title, heads, rows)
    lists = [("Times of a row with all threads", text.threads(of)), ("Notes", list(of.notes))]
    if of.chosen:
        lists.insert(0, (f"How {of.chosen.name} is made", text.recipe(of.chosen)))
    for title, sentences in lists:
        if sentences:
            parts += [f"## {escaped(title)}", "\n".join(f"- {escaped(sentence)}" for sentence in sentences)]
    return ("\n\n".join(parts) + "\n").encode()


def table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A table with its title, nothing without rows."""
    lines = [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows]
    if lines:
        if title:
            yield f"## {title}"
        yield "\n".join([f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *lines])
