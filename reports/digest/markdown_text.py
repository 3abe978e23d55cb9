"""The digest as Markdown, for an inbox or an issue."""

from claims.records.digest import Arrival, Night
from reports.digest import model
from reports.markdown import escaped
from reports.views.safe_text import visible
from reports.views.vocabulary import counted


def markdown(night: Night) -> bytes:
    """The digest as GitHub-flavoured Markdown."""
    parts = [f"# Night of {night.began[:10]}", f"**{model.opening(night)}**"]
    parts.append("\n".join(f"- {count} {words}" for words, count in model.counts(night)))
    if worth := model.worth(night):
        parts.append("## Worth looking at")
        parts += [_worth(arrival) for arrival in worth]
    if trouble := model.trouble(night):
        parts.append("## Not read")
        parts.append("\n".join(f"- {escaped(arrival.name)}: {escaped(arrival.says)}" for arrival in trouble))
    parts.append("## Asked for")
    parts.append("\n".join(f"- {escaped(question)}" for question in night.asked))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _worth(arrival: Arrival) -> str:
    title = f" · {escaped(arrival.title)}" if arrival.title and arrival.title != arrival.name else ""
    lines = [f"### {escaped(arrival.name)}{title}"]
    checked = f"{counted(arrival.claims, 'claim')}, {arrival.checkable} could be checked"
    lines.append(f"{checked}: {_typed(model.command(arrival))}")
    items = [escaped(score) for score in arrival.headline]
    items += [
        f"{escaped(change.about)}: {_changed(change.before, change.after)}" for change in arrival.changes
    ]
    items += [f"{finding.severity}: {escaped(finding.says)}" for finding in arrival.findings]
    lines.append("\n".join(f"- {item}" for item in items))
    return "\n\n".join(line for line in lines if line)


def _typed(command: str) -> str:
    """A command in the type of code, where only a backtick means anything."""
    return f"`{visible(command).replace('`', '')}`"


def _changed(before: str | None, after: str | None) -> str:
    if before and after:
        return f"was {escaped(before)}, now {escaped(after)}"
    return f"new: {escaped(after)}" if after else f"gone: {escaped(before or '')}"
