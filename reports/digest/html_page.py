"""The digest as one self-contained page."""

from claims.records.digest import Night
from reports.digest import model


def page(night: Night) -> bytes:
    """A page that opens with the night in a line and lists what is worth looking at."""
    from reports.html import template_environment

    return template_environment().get_template("night.html").render(n=night, digest=model).encode()
