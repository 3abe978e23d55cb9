"""The profile as Markdown, for an issue, a wiki or a pull request."""

from collections.abc import Iterable, Iterator

from claims.records.profile import Profile
from reports.markdown import escaped
from reports.profile import profile_report, text

_ROWS = 30


@profile_report("markdown", version=1, suffix=".md")
def markdown(profile: Profile) -> bytes:
    """Where time and memory go, in tables."""
    parts = [f"# Profile of {escaped(profile.source.name)}", f"**{escaped(text.headline(profile))}**"]
    parts += _table("", ("what", "value"), text.facts(profile))
    for title, rows in text.tables(profile, _ROWS):
        parts += _table(title, text.TIME_HEADS, rows)
    parts += _table("Settings", ("setting", "value"), [(pair.name, pair.value) for pair in profile.settings])
    if profile.notes:
        parts += ["## Notes", "\n".join(f"- {escaped(note)}" for note in profile.notes)]
    return ("\n\n".join(parts) + "\n").encode()


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    lines = [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows]
    if lines:
        if title:
            yield f"## {title}"
        yield "\n".join([f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *lines])
