"""Replaying a bundle: the same verdicts from the kept per-sample values, without the model."""

from reproducers.lab.replay.derive import ReplayOrder, answer, replay

__all__ = ["ReplayOrder", "answer", "replay"]
