"""The profile as one self-contained page: flame graph, memory, tables."""

from claims.records.profile import Profile
from reports.profile import profile_report, text
from reports.profile.flame import flame
from reports.profile.memory_chart import memory_chart

_ROWS = 60


@profile_report("html", version=1, suffix=".html")
def html(profile: Profile) -> bytes:
    """A page to read and to print, without scripts and without the network."""
    from markupsafe import Markup

    from reports.html import template_environment

    page = template_environment().get_template("profile.html")
    return page.render(
        p=profile,
        headline=text.headline(profile),
        facts=text.facts(profile),
        tables=text.tables(profile, _ROWS),
        heads=text.TIME_HEADS,
        flame=Markup(flame(profile).decode()),  # noqa: S704 - escaped where it is drawn
        memory=Markup(memory_chart(profile)),  # noqa: S704 - escaped where it is drawn
    ).encode()
