"""Model files read without running them: weights, configurations, graphs."""
