"""Where bytes come from; only here are connections opened."""
