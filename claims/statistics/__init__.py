"""How sure a number is: intervals, resampling, differences, tests and sample sizes; functions of numbers.

interval     Wilson and Clopper-Pearson for shares, two-sided and one-sided
quantile     distribution-free intervals for latency percentiles
resampled    what a bootstrap gives: an interval, one-sided bounds, a standard error, a p-value
bootstrap    the resampling itself, for confusion matrices, means, percentiles and anything else
confusion    classification metrics of many confusion matrices at once
difference   bounds of observed minus claimed where both were sampled
shortfall    the p-value that belongs to each bound
clusters     how many independent rows repeated inputs are worth
paired       two systems on the same rows: exact McNemar, the difference of paired shares
paired_bootstrap  the same for whole metrics, and rows that come in clusters
sequence     bounds that may be looked at after every row, for stopping early
multiplicity Holm's adjustment over all claims of a dossier
power        how many rows settle a claim, and what so many rows can show

Nothing is re-exported, and numpy and scipy are imported where they are needed.
"""
