"""Pages that help somebody decide: comparisons, forecasts, vendors' folders, in one layout."""
