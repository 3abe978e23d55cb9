"""The search as one self-contained page: what to use, the picture, the tables."""

from claims.records.optimization import Optimization
from reports.optimization import optimization_report, text
from reports.optimization.pareto import pareto_chart


@optimization_report("html", version=1, suffix=".html")
def html(of: Optimization) -> bytes:
    """A page to read and to print, without scripts and without the network."""
    from markupsafe import Markup

    from reports.html import template_environment

    page = template_environment().get_template("optimization.html")
    return page.render(
        o=of,
        headline=text.headline(of),
        facts=text.facts(of),
        tables=text.tables(of),
        recipe=of.chosen.recipe if of.chosen else (),
        picture=Markup(pareto_chart(of)),  # noqa: S704 - escaped where it is drawn
    ).encode()
