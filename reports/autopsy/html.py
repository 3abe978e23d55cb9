"""The autopsy as one self-contained page: six answers, the block diagram, then every number."""

from claims.records.autopsy import Autopsy, TensorPort
from reports.autopsy import autopsy_report, text
from reports.autopsy.answers import answers
from reports.autopsy.diagram import NARROW, WIDE, svg


@autopsy_report("html", version=1, suffix=".html")
def html(autopsy: Autopsy) -> bytes:
    """A page to read and to print, without scripts of others and without the network."""
    from markupsafe import Markup

    from reports.html import asset, content_policy, template_environment

    style = asset("report.css") + asset("diagram.css")

    drawn = [
        [Markup(svg(component, sizes)) for sizes in (WIDE, NARROW)]  # noqa: S704 - escaped where it is drawn
        for component in autopsy.components
    ]
    page = template_environment().get_template("autopsy.html")
    return page.render(
        a=autopsy,
        text=text,
        answers=answers(autopsy),
        diagrams=drawn,
        rows_of=_rows,
        style=Markup(style),  # noqa: S704 - our own files
        policy=Markup(content_policy(style)),  # noqa: S704 - made of them
    ).encode()


def _rows(ports: tuple[TensorPort, ...]) -> list[tuple[str, str, str]]:
    """Inputs or outputs as rows of a table."""
    return [text.port(port) for port in ports]
