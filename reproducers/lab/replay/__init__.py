"""Replaying a bundle: the same verdicts from the kept per-sample values, without the model."""

from reproducers.lab.replay.derive import ReplayOrder, replay, run_in_child

__all__ = ["ReplayOrder", "replay", "run_in_child"]
