"""Pages that help somebody decide: comparisons and forecasts, in one layout."""
