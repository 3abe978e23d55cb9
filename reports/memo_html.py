"""The one-page memo for a vendor evaluation, as a page to print."""

from claims.records import Dossier
from reports import report
from reports.html import template_environment
from reports.views.memo import memo


@report("memo-html", version=2, suffix=".memo.html")
def memo_html(dossier: Dossier) -> bytes:
    """The same memo as one self-contained page."""
    return template_environment().get_template("memo.html").render(m=memo(dossier)).encode()
