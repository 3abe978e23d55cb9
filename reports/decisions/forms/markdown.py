"""A page as Markdown, for an issue, a wiki or a pull request."""

from reports.decisions.forms import page_form
from reports.decisions.page import DecisionPage
from reports.markdown import escaped, escaped_table, titled_list


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
    parts += [titled_list(listed.title, listed.lines) for listed in page.lists]
    parts.append(escaped(page.footer))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()
