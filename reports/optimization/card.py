"""The card of a recommended variant: what it was made of, how, and what was measured, in a form that `verify` reads."""

import json

from claims.records.optimization import HalfResult, Optimization
from reports.markdown import escaped, escaped_table
from reports.optimization import text
from reports.views.safe_text import visible


def card(of: Optimization) -> bytes:
    """A README.md for the folder of the recommended variant; raises ValueError where nothing is recommended."""
    chosen = of.chosen
    if chosen is None or chosen.judging is None:
        raise ValueError("Nothing is recommended, so there is no card to write.")
    half, name = chosen.judging, f"{of.source.name}, {chosen.name}"
    index = json.dumps(_index(of, half, visible(name)))  # which is YAML too
    parts = [f"---\npipeline_tag: {of.task}\nmodel-index: {index}\n---", f"# {escaped(name)}"]
    parts.append(
        f"Made of {escaped(of.source.name)} (revision {escaped(of.source.revision)}) by `verify optimize`, which "
        "compared it with the original."
    )
    metric = "mAP" if of.metric == "ap" else text.metric(of).capitalize()
    measured = [(metric, f"{100 * half.value:z.2f}")]
    parts += ["## Measured", escaped_table(("Metric", "Value"), measured)]
    parts.append(
        f"These are {half.rows} rows of {escaped(of.data)}, none of which was used to choose the variant."
    )
    recipe = [(pair.name, pair.value) for pair in chosen.recipe]
    parts += ["## Recipe", escaped_table(("setting", "value"), recipe)] if recipe else []
    return ("\n\n".join(parts) + "\n").encode()


def _index(of: Optimization, half: HalfResult, name: str) -> list[dict[str, object]]:
    """The model-index of the card's front matter."""
    data = visible(of.data)
    result = {
        "task": {"type": of.task},
        "dataset": {"name": data, "type": data},
        "metrics": [{"type": of.metric, "value": round(half.value, 4)}],
    }
    return [{"name": name, "results": [result]}]
