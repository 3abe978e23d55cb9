"""The comparison as one self-contained page: the recommendation, pictures, tables, pilot, questions."""

from claims.records.system_comparison import SystemComparison
from reports.comparison import comparison_report, text
from reports.comparison.picture import accuracy_picture, cost_picture


@comparison_report("html", version=1, suffix=".html")
def html(comparison: SystemComparison) -> bytes:
    """A page to read and to print, without scripts and without the network."""
    from markupsafe import Markup

    from reports.html import template_environment

    drawn = {"Accuracy": accuracy_picture(comparison), "Cost over traffic": cost_picture(comparison)}
    return (
        template_environment()
        .get_template("comparison.html")
        .render(
            c=comparison,
            names=", ".join(system.name for system in comparison.systems),
            facts=text.facts(comparison),
            tables=text.tables(comparison),
            lists=text.lists(comparison),
            pictures={name: Markup(svg) for name, svg in drawn.items() if svg},  # noqa: S704 - escaped where drawn
        )
        .encode()
    )
