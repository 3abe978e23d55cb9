"""What a device can do at most, and whether a claim stays below it."""
