"""A schedule that fires by itself, a model from a cold hub, the same target eight times at once and sixteen at once."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.doors_world import Ended, Figures, environment, told_nowhere, typed
from tests.flows.served import fired
from tests.loopback.hub import Hub
from tests.loopback.printed import write_card

HOUSE = Path(__file__).resolve().parents[1]
EXAMPLE = HOUSE / "examples" / "langid"


def cron(root: Path, _api: str, figures: Figures) -> None:
    """Serve every deployment with a schedule of every minute, and wait for their runs."""
    for number in (1, 2, 3):
        write_card(root / "hub" / "team" / f"m{number}", f"m{number}", 80 + number)
    with Hub(root / "hub") as hub:
        found = fired(root, environment(root / "home", HF_ENDPOINT=hub.endpoint))
    for one in found:
        good = one.state == "COMPLETED" and {"markdown", "table", "progress"} <= set(one.artifacts)
        said = f"{one.state} after {one.seconds:.0f} s, with {', '.join(sorted(one.artifacts))}"
        figures.say(f"{one.deployment}, fired by its schedule", said, good)
    figures.say("deployments that were fired", f"{len(found)} of 3", len(found) == 3)
    told_nowhere(figures, root / "home", root / "hf")


def verify(root: Path, api: str, figures: Figures) -> None:
    """The example from its folder and the same model from a cold hub, in turn on one engine; the best of two each."""
    shutil.copytree(EXAMPLE / "model", root / "hub" / "org" / "langid")
    words = ("org/langid", "--json", "--data", str(EXAMPLE / "slice.csv"))
    near, far = list[Ended](), list[Ended]()
    with Hub(root / "hub") as hub:
        environment = {"PREFECT_API_URL": api, "HF_ENDPOINT": hub.endpoint}
        for turn in range(2):
            near.append(typed("example", "--json", home=root / f"near-{turn}", **environment))
            far.append(typed(*words, home=root / f"far-{turn}", **environment))
        again = typed(*words, home=root / "far-0", **environment)
    example, model = (min(one.seconds for one in ended) for ended in (near, far))
    figures.say("the example, cold", _said(near), {one.code for one in near} == {1})
    good = {one.code for one in far} == {1} and model <= example + 2
    figures.say(
        "a model of 5 files from a cold hub", f"{_said(far)}, {model - example:+.1f} s (at most +2)", good
    )
    same = _outcomes(near[0]) == _outcomes(far[0])
    figures.say("verdicts of both", f"{_outcomes(near[0])} / {_outcomes(far[0])}", same)
    same = again.out == far[0].out
    figures.say("asked again", f"{again.seconds:.1f} s, the same dossier: {same}", same)


def many(root: Path, api: str, figures: Figures) -> None:
    """The same target eight times at once, and sixteen at once."""
    shutil.copytree(EXAMPLE / "model", root / "hub" / "org" / "langid")
    with Hub(root / "hub") as hub, ThreadPoolExecutor(16) as pool:
        environment = {"PREFECT_API_URL": api, "HF_ENDPOINT": hub.endpoint}
        words = ("org/langid", "--json", "--data", str(EXAMPLE / "slice.csv"))
        eight = list(pool.map(lambda _: typed(*words, home=root / "eight", **environment), range(8)))
        listed = typed("list", home=root / "eight", **environment).out.splitlines()
        fetched = [
            request
            for request in hub.log
            if request.path.endswith("model.safetensors") and request.range is None
        ]
        same = len({one.out for one in eight}) == 1 and {one.code for one in eight} == {1}
        figures.say("the same target eight times at once", f"{_said(eight)}, the same dossier: {same}", same)
        figures.say("runs in the store", str(len(listed)), len(listed) == 1)
        figures.say("times that its weights were fetched", str(len(fetched)), len(fetched) == 1)
        for number in range(16):
            write_card(root / "hub" / "team" / f"m{number}", f"m{number}", 60 + number)
        sixteen = list(
            pool.map(lambda n: typed(f"team/m{n}", home=root / "sixteen", **environment), range(16))
        )
        well = all(one.code in (0, 1) and not one.err for one in sixteen)
        listed = typed("list", home=root / "sixteen", **environment).out.splitlines()
        figures.say(
            "sixteen targets at once",
            f"{_said(sixteen)}, {len(listed)} runs in the store",
            well and len(listed) == 16,
        )
        locked = sum("locked" in one.err + one.out for one in (*eight, *sixteen))
        figures.say('"database is locked"', f"{locked} times", locked == 0)
        told_nowhere(figures, root / "eight", root / "sixteen", root / "hf")


def _said(ended: list[Ended]) -> str:
    took = sorted(one.seconds for one in ended)
    wrong = next((one.sentence for one in ended if one.code not in (0, 1)), "")
    return f"{took[0]:.1f} to {took[-1]:.1f} s, exits {sorted({one.code for one in ended})} {wrong[:200]}"


def _outcomes(ended: Ended) -> dict[str, int]:
    """How many verdicts there are of each kind, but for what a clock measures."""
    if ended.code not in (0, 1):
        return {}
    verdicts = json.loads(ended.out)["verdicts"]
    return {
        kind: sum(verdict["outcome"] == kind for verdict in verdicts)
        for kind in ("confirmed", "refuted", "transfers")
    }
