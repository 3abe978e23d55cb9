"""What printed words mean: metrics, data sets, splits, devices, and which system a number is about."""
