"""Adapters that change something on other systems; used only when a person asks for it."""
