"""A paper's best results as leaderboards keep them: which of its figures, and under which names."""
