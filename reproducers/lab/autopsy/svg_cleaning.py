"""Makes a drawn SVG safe to open: what could run or fetch something is taken out of it."""

from xml.etree import ElementTree

from claims.errors import ReadError

_SVG = "http://www.w3.org/2000/svg"
_KEPT = {
    "svg", "g", "defs", "marker", "style", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan",
}  # fmt: skip
"""Elements that only draw."""


def clean_svg(picture: bytes) -> bytes:
    """The SVG with drawing elements only, without handlers of events and without links."""
    if b"<!" in picture.replace(b"<![CDATA[", b"").replace(b"<!--", b""):
        raise ReadError("The drawn graph declares entities.", "Write it as PNG.")
    root = ElementTree.fromstring(picture)  # noqa: S314 - a browser wrote it, and it declares no entities
    ElementTree.register_namespace("", _SVG)
    _clean(root)
    drawn: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn + b"\n"


def _clean(element: ElementTree.Element) -> None:
    """Take out what does not draw, from the leaves up."""
    for name in list(element.attrib):
        local = name.rpartition("}")[2].lower()
        if local.startswith("on") or local == "href" or "javascript:" in element.attrib[name].lower():
            del element.attrib[name]
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(f"{{{_SVG}}}") not in _KEPT:
            element.remove(child)
        else:
            _clean(child)
