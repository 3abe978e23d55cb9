"""The profile as text, for whoever typed the command."""

from collections.abc import Iterator

from claims.records.profile import Profile
from reports.profile import profile_report, text
from reports.views.safe_text import visible
from reports.views.terminal_text import fact_lines, page_bytes, titled_list

_NAME, _ROWS, _WIDTH = 52, 15, 110


@profile_report("terminal", version=1, suffix=".txt")
def terminal(profile: Profile) -> bytes:
    """Where time and memory go, at most 110 columns wide."""
    lines = [visible(profile.source.name), text.headline(profile), ""]
    lines += fact_lines(text.facts(profile), left=31, width=_WIDTH)
    for title, rows in text.tables(profile, _ROWS):
        lines += _table(title, rows)
    settings = [f"{pair.name}: {pair.value}" for pair in profile.settings]
    for title, sentences in (("Settings", settings), ("Notes", list(profile.notes))):
        lines += titled_list(title, sentences, _WIDTH)
    return page_bytes(lines)


def _table(title: str, rows: list[text.Row]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", title)
    heads = text.TIME_HEADS
    yield f"  {'':<{_NAME}} {heads[1]:>26} {heads[2]:>11} {heads[3]:>6} {heads[4]:>9}"
    for name, times, share, calls, allocated in rows:
        shown = visible(name)
        shown = (
            shown if len(shown) <= _NAME else f"…{shown[1 - _NAME :]}"
        )  # a module's end tells more than its start
        yield f"  {shown:<{_NAME}} {times:>26} {share:>11} {calls:>6} {allocated:>9}"
