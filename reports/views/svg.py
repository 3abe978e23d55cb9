"""What every chart is drawn with: the head of an SVG picture on white, and text that shows all it holds."""

from html import escape

from reports.views.safe_text import visible


def opening(width: float, height: float, title: str, *, size: int = 12) -> str:
    """The head of a picture of a size in its own units, with its title for those who listen."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:.0f}" role="img" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="{size}"><title>{escape(visible(title))}</title>'
        '<rect width="100%" height="100%" fill="#ffffff"/>'
    )


def label(
    x: float,
    y: float,
    says: str,
    anchor: str = "start",
    *,
    size: int = 12,
    weight: str = "normal",
    fill: str = "#222222",
) -> str:
    """Text at a place: `anchor` says whether it starts, has its middle or ends there."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}">{escape(visible(says))}</text>'
    )
