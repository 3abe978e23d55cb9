"""The digest as Markdown, for an inbox or an issue."""

from claims.records.digest import Arrival, Night
from reports.digest import model
from reports.markdown import escaped
from reports.views.safe_text import visible
from reports.views.vocabulary import many


def markdown(night: Night) -> bytes:
    """The digest as GitHub-flavoured Markdown."""
    parts = [f"# Night of {night.began[:10]}", f"**{model.opening(night)}**"]
    parts.append("\n".join(f"- {count} {words}" for words, count in model.counts(night)))
    if worth := model.worth(night):
        parts.append("## Worth looking at")
        parts += [_worth(one) for one in worth]
    if trouble := model.trouble(night):
        parts.append("## Not read")
        parts.append("\n".join(f"- {escaped(one.name)}: {escaped(one.says)}" for one in trouble))
    parts.append("## Asked for")
    parts.append("\n".join(f"- {escaped(one)}" for one in night.asked))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _worth(one: Arrival) -> str:
    title = f" · {escaped(one.title)}" if one.title and one.title != one.name else ""
    lines = [f"### {escaped(one.name)}{title}"]
    told = f"{many(one.claims, 'claim')}, {one.checkable} could be checked: {_typed(model.command(one))}"
    lines.append(told)
    items = [escaped(said) for said in one.headline]
    items += [f"{escaped(each.about)}: {_changed(each.before, each.after)}" for each in one.changes]
    items += [f"{each.severity}: {escaped(each.says)}" for each in one.findings]
    lines.append("\n".join(f"- {item}" for item in items))
    return "\n\n".join(line for line in lines if line)


def _typed(command: str) -> str:
    """A command in the type of code, where only a backtick means anything."""
    return f"`{visible(command).replace('`', '')}`"


def _changed(before: str | None, after: str | None) -> str:
    if before and after:
        return f"was {escaped(before)}, now {escaped(after)}"
    return f"new: {escaped(after)}" if after else f"gone: {escaped(before or '')}"
