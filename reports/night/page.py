"""The digest as one self-contained page."""

from claims.records.night import Night
from reports.night import shape


def page(night: Night) -> bytes:
    """A page that opens with the night in a line and lists what is worth looking at."""
    from reports.html import room

    return room().get_template("night.html").render(n=night, shape=shape).encode()
