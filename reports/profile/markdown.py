"""The profile as Markdown, for an issue, a wiki or a pull request."""

from claims.records.profile import Profile
from reports.markdown import escaped, escaped_table, titled_list, titled_table
from reports.profile import profile_report, text

_ROWS = 30


@profile_report("markdown", version=2, suffix=".md")
def markdown(profile: Profile) -> bytes:
    """Where time and memory go, in tables."""
    parts = [f"# Profile of {escaped(profile.source.name)}", f"**{escaped(text.headline(profile))}**"]
    parts.append(escaped_table(("what", "value"), text.facts(profile)))
    for title, rows in text.tables(profile, _ROWS):
        parts.append(titled_table(title, text.TIME_HEADS, rows))
    settings = [(pair.name, pair.value) for pair in profile.settings]
    parts += [titled_table("Settings", ("setting", "value"), settings), titled_list("Notes", profile.notes)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()
