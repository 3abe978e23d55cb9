"""What printed words mean: metrics, data sets, splits, devices, and whom a number is about."""
