"""The search as Markdown, for an issue, a wiki or a pull request."""

from claims.records.optimization import Optimization
from reports.markdown import escaped, escaped_table, titled_list
from reports.optimization import optimization_report, text


@optimization_report("markdown", version=1, suffix=".md")
def markdown(of: Optimization) -> bytes:
    """What to use, and what every variant keeps and costs, in tables."""
    parts = [f"# A cheaper {escaped(of.source.name)}", f"**{escaped(text.headline(of))}**"]
    parts.append(escaped_table(("what", "value"), text.facts(of)))
    for title, heads, rows in text.tables(of):
        if shown := escaped_table(heads, rows):
            parts += [f"## {title}", shown]
    lists = [("Times of a row with all threads", text.threads(of)), ("Notes", list(of.notes))]
    if of.chosen:
        lists.insert(0, (f"How {of.chosen.name} is made", text.recipe(of.chosen)))
    for title, sentences in lists:
        parts.append(titled_list(escaped(title), sentences))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()
