"""Running text: where its sentences end."""
