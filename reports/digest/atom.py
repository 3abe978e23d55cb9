"""Digests as an Atom feed (RFC 4287)."""

import uuid
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from claims.records.digest import Night
from reports.digest import model
from reports.digest.simple_html import simple_html
from reports.views.safe_text import visible

ATOM = "http://www.w3.org/2005/Atom"
NEVER = "1970-01-01T00:00:00Z"
"""When a feed without digests was last changed."""


def feed(name: str, nights: Sequence[tuple[int, Night]]) -> bytes:
    """The digests with their numbers, the latest first, each under an id that stays.

    `name` tells this feed from those of other stores.
    """
    own = uuid.uuid5(uuid.NAMESPACE_URL, name)
    root = Element("feed", xmlns=ATOM)
    SubElement(root, "id").text = own.urn
    SubElement(root, "title").text = "Assay: what is new"
    SubElement(root, "updated").text = max((night.ended for _, night in nights), default=NEVER)
    SubElement(SubElement(root, "author"), "name").text = "Assay"
    for number, night in nights:
        entry = SubElement(root, "entry")
        SubElement(entry, "id").text = uuid.uuid5(own, str(number)).urn
        SubElement(entry, "title").text = visible(f"{night.began[:10]}: {model.opening(night)}")
        SubElement(entry, "updated").text = night.ended
        SubElement(entry, "content", type="html").text = simple_html(night).decode()
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
