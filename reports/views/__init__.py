"""View models that reports share: what the JSON holds, number formats, plots and sentences."""
