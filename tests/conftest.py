"""The order in which files start, the long ones first, and what holds for all tests of a busy machine."""

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # a worker of the tests keeps to one core, since others have theirs

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

LONG = ("engine", "long")
"""Marks of which one makes a file a long one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that hold a long test before the others; within a file the order stays."""
    long = {item.path for item in items if any(item.get_closest_marker(mark) for mark in LONG)}
    items.sort(key=lambda item: item.path not in long)
