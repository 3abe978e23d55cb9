"""A system that the text puts ahead and that a table puts last."""

import pytest

from tests.claims.rules.pages import a_table, found

LAST = a_table(
    "Model | SST-2 | BoolQ | PIQA\nBelonet | 80.1 | 70.2 | 69.9\nCorvix | 81.4 | 71.3 | 70.4\nGlimnet (ours) | 78.0 | 69.1 | 68.2",
    "Accuracy.",
)


@pytest.mark.parametrize(
    ("sentence", "last", "told"),
    [
        ("Our Glimnet outperforms earlier baselines while it stays small.", "68.2", True),
        ("Glimnet surpasses all baselines.", "68.2", True),
        ("Glimnet does not outperform the baselines, and is faster.", "68.2", False),
        ("Corvix outperforms Belonet.", "68.2", False),
        ("Our Glimnet outperforms earlier baselines.", "69.9", False),  # level with the weakest in one column
        ("Our Glimnet outperforms earlier baselines.", "70.0", False),
    ],
)
def test_a_system_that_is_said_to_be_ahead_and_is_last_in_every_column_is_told(
    sentence: str, last: str, told: bool
) -> None:
    table = LAST.model_copy(
        update={
            "cells": tuple(c.model_copy(update={"text": last}) if c.text == "68.2" else c for c in LAST.cells)
        }
    )
    findings = found(
        "unsupported-headline", "# Abstract", "We propose Glimnet.", "# Results", sentence, table
    )
    weakest = [one for one in findings if "behind even the weakest other system in all 3 columns" in one.says]
    assert bool(weakest) is told
    assert not told or "SST-2 78.0 against 80.1 of Belonet" in weakest[0].says
