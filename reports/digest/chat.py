"""The digest as a message for a chat, in the markup of Slack that others understand too."""

from urllib.parse import quote

from claims.records.digest import Arrival, Night
from reports.digest import model
from reports.views.safe_text import shortened
from reports.views.vocabulary import counted

MOST = 10
"""Documents of a message; chats cut what is longer than some thousand characters."""


def chat_text(number: int, night: Night) -> str:
    """The night in a line, the first documents worth looking at, and where the rest is."""
    worth = model.worth(night)
    lines = [f"*{_plain(model.opening(night))}*", *(_line(arrival) for arrival in worth[:MOST])]
    if trouble := model.trouble(night):
        lines.append(f"Not read: {counted(len(trouble), 'document')}.")
    more = f"{counted(len(worth) - MOST, 'document')} more: " if len(worth) > MOST else "The whole digest: "
    lines.append(f"{more}`verify digest {number}`")
    return "\n".join(lines)


def _line(arrival: Arrival) -> str:
    name = _plain(arrival.name)
    if arrival.url and arrival.url.startswith(("http://", "https://")):
        name = f"<{quote(arrival.url, safe=':/?#=%')}|{name}>"
    title = f" · {_plain(arrival.title)}" if arrival.title and arrival.title != arrival.name else ""
    says = f"{arrival.checkable} of {counted(arrival.claims, 'claim')} could be checked"
    changed = f", {counted(len(arrival.changes), 'number')} changed" if arrival.changes else ""
    return f"• {name}{title}: {says}{changed}"


def _plain(text: str) -> str:
    """Text in which nothing is a link, and nobody is called: @channel and <!here> ring everybody's telephone."""
    escaped = shortened(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", "＠").replace("`", "'").replace("*", "∗")
