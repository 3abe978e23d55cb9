"""The card of a recommended variant: what it was made of, how, and what was measured, in a form that `verify` reads."""

from claims.records.optimization import HalfResult, Optimization
from reports.markdown import escaped
from reports.optimization import text
from reports.optimization.markdown import table


def card(of: Optimization) -> bytes:
    """A README.md for the folder of the recommended variant; raises ValueError where nothing is recommended."""
    chosen = of.chosen
    if chosen is None or chosen.judging is None:
        raise ValueError("Nothing is recommended, so there is no card to write.")
    half = chosen.judging
    parts = [f"---\npipeline_tag: {of.task}\n---", f"# {escaped(of.source.name)}, {escaped(chosen.name)}"]
    parts.append(
        f"Made of {escaped(of.source.name)} (revision {escaped(of.source.revision)}) by `verify optimize`. "
        f"{escaped(text.headline(of))}"
    )
    parts += table("Measured", ("Metric", f"{of.data}, {half.rows} rows"), _measured(of, half))
    parts += table("Recipe", ("setting", "value"), [(pair.name, pair.value) for pair in chosen.recipe])
    parts.append(
        "The rows were not used to choose the variant. Times are processor time of one thread, in turns with the "
        "original over the same rows."
    )
    return ("\n\n".join(parts) + "\n").encode()


def _measured(of: Optimization, half: HalfResult) -> list[tuple[str, str]]:
    name = "mAP" if of.metric == "ap" else text.metric(of).capitalize()
    return [(name, f"{100 * half.value:.2f}")]
