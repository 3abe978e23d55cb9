"""A page as Markdown, for an issue, a wiki or a pull request."""

from reports.decisions.forms import page_form
from reports.decisions.page import DecisionPage
from reports.markdown import escaped, escaped_table


@page_form("markdown", version=1, suffix=".md")
def markdown(page: DecisionPage) -> bytes:
    """The answer first, then every table and list."""
    parts = [
        f"# {page.kind[:1].upper()}{page.kind[1:]}: {escaped(page.about)}",
        f"**{escaped(page.answer)}** {escaped(page.because)}".strip(),
        escaped_table(("", ""), page.facts),
    ]
    for table in page.tables:
        parts += [f"## {table.title}", escaped(table.note), escaped_table(table.heads, table.rows)]
    for listed in page.lists:
        parts += [f"## {listed.title}", "\n".join(f"- {escaped(line)}" for line in listed.lines)]
    parts.append(escaped(page.footer))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()
