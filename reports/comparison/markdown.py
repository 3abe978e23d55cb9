"""The comparison as Markdown, for an issue, a wiki or a pull request."""

from claims.records.system_comparison import SystemComparison
from reports.comparison import comparison_report, text
from reports.markdown import escaped


@comparison_report("markdown", version=1, suffix=".md")
def markdown(comparison: SystemComparison) -> bytes:
    """The recommendation first, then every table and list."""
    names = ", ".join(system.name for system in comparison.systems)
    parts = [
        f"# {escaped(names)} compared",
        f"**{escaped(comparison.advice.says)}** {escaped(comparison.advice.because)}",
        *_table(("", ""), text.facts(comparison)),
    ]
    for table in text.tables(comparison):
        parts += [f"## {table.title}", escaped(table.note), *_table(table.heads, table.rows)]
    for listed in text.lists(comparison):
        parts += [f"## {listed.title}", "\n".join(f"- {escaped(line)}" for line in listed.lines)]
    return ("\n\n".join(parts) + "\n").encode()


def _table(heads: text.Row, rows: tuple[text.Row, ...]) -> list[str]:
    lines = [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in (heads, *rows)]
    return ["\n".join([lines[0], f"|{'---|' * len(heads)}", *lines[1:]])]
