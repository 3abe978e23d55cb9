"""The runner: the only room that knows the others, the engine and the store."""
