"""What holds for every reproducer, and for the machine that they run on."""

import platform
from pathlib import Path

import pytest

from claims import catalog
from reproducers import registry
from reproducers.lab.survey.machine import machine

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("plugin", list(registry), ids=lambda plugin: plugin.name)
def test_every_reproducer_says_what_it_does_and_measures_what_the_catalog_knows(plugin: object) -> None:
    found = registry[getattr(plugin, "name", "")]
    assert found.does.endswith(".")
    assert found.call.metrics <= set(catalog.metrics())
    assert set(found.call.asks) <= found.call.metrics


def test_the_machine_is_the_one_that_this_runs_on() -> None:
    found = machine("none")
    assert found.python == platform.python_version()
    assert found.cores >= 1
    assert found.memory_gb > 0
    assert found.cpu
    assert {"torch", "transformers"} <= {pair.name for pair in found.libraries}
    assert machine("none") == found
