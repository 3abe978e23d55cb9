"""Tricks by which a vendor would have a false claim confirmed, each beside an honest twin that must not be harmed.

    python benchmarks/vendor_tricks.py [--only NAME]

Each trick hands over a real model with a card, rows or answers and is judged by the real code. It fails where its claim
is confirmed; its twin fails where an honest claim is not confirmed as it should be. Prints each and exits 1 where one
failed.
"""

import argparse
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import vendor_answers, vendor_prints, vendor_rows
from benchmarks.hardening_cases import Tally, time_is_up
from benchmarks.judged import UNTIMED
from benchmarks.vendor_world import Delivery, Vendor, verdicts_on

Make = Callable[[Vendor], Delivery]


class Trick(NamedTuple):
    """A trick, its honest twin, and what may come of either."""

    name: str
    trick: Make
    twin: Make
    metric: str = "accuracy"
    never: tuple[str, ...] = ("confirmed",)
    """What must not come of the trick's claims."""
    honest: tuple[str, ...] = ("confirmed",)
    """What must come of the twin's claims."""


TRICKS = tuple(Trick(*row) for rooms in (vendor_rows, vendor_answers, vendor_prints) for row in rooms.TRICKS)


def outcomes(delivery: Delivery, metric: str) -> set[str]:
    """What comes of a delivery's claims of a metric."""
    timed = UNTIMED - {"latency"} if metric == "latency" else UNTIMED
    return {verdict.outcome for verdict in verdicts_on(delivery.judged(timed), metric)}


def trick_fails(trick: Trick, vendor: Vendor) -> str:
    """Why the trick works, or empty where it does not."""
    came = outcomes(trick.trick(vendor), trick.metric)
    return f"the trick: {', '.join(sorted(came))}" if came & set(trick.never) else ""


def twin_fails(trick: Trick, vendor: Vendor) -> str:
    """How the honest twin is harmed, or empty where it is not."""
    came = outcomes(trick.twin(vendor), trick.metric)
    return "" if came and came <= set(trick.honest) else f"the twin: {', '.join(sorted(came)) or 'no claim'}"


def try_tricks(folder: Path, most: int, _seed: int) -> Tally:
    """Try that many tricks, each with its twin."""
    tally = Tally(
        "false claims of vendors who cheat, with honest twins", "python benchmarks/vendor_tricks.py"
    )
    warnings.simplefilter("ignore")
    vendor = Vendor(folder)
    for trick in TRICKS[:most]:
        if time_is_up():
            break
        tally.note(
            trick.name,
            "; ".join(filter(None, (trick_fails(trick, vendor), twin_fails(trick, vendor)))) or None,
        )
    return tally


def main() -> int:
    """Print what came of each; 1 where a trick works or a twin is harmed."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--only", default="", help="tricks whose name holds this")
    asked = ask.parse_args()
    worked = harmed = tried = 0
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        vendor = Vendor(Path(folder))
        for trick in (trick for trick in TRICKS if asked.only in trick.name):
            bad, hurt = trick_fails(trick, vendor), twin_fails(trick, vendor)
            worked, harmed, tried = worked + bool(bad), harmed + bool(hurt), tried + 1
            print(f"{trick.name:70} {'; '.join(filter(None, (bad, hurt))) or 'right'}", flush=True)
    print(f"{tried} tricks: {worked} confirmed, {harmed} honest twins harmed")
    return 1 if worked or harmed else 0


if __name__ == "__main__":
    sys.exit(main())
