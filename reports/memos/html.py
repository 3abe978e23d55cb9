"""The memo as one page to read and to print."""

from claims.records.decision_memo import DecisionMemo
from reports.memos import memo_form
from reports.memos.markdown import sections


@memo_form("html", version=1, suffix=".html")
def html(memo: DecisionMemo) -> bytes:
    """One self-contained page, without scripts and without the network."""
    from markupsafe import Markup

    from reports.html import template_environment

    page = template_environment().get_template("decision_memo.html")
    picture = Markup(memo.picture)  # noqa: S704 - escaped where it is drawn
    return page.render(m=memo, picture=picture, parts=sections(memo)).encode()
