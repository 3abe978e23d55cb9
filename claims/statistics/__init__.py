"""How sure a number is: intervals, resampling, differences, tests and sample sizes; functions of numbers.

proportion_interval    Wilson's interval for shares, two-sided and one-sided
quantile               distribution-free intervals for latency percentiles
resampled              what a bootstrap gives: an interval, one-sided bounds, a standard error
bootstrap              the resampling itself, for confusion matrices, means, percentiles and anything else
confusion              classification metrics of many confusion matrices at once
sum_scores             scores that are functions of sums over rows
p_values               the p-value that goes with an interval
effective_sample_size  how many independent rows repeated inputs are worth
paired                 two systems on the same rows: exact McNemar, the difference of paired shares
paired_bootstrap       the same for whole metrics
confidence_sequence    bounds that may be looked at after every row, for stopping early
multiplicity           Holm's adjustment over all claims of a dossier
arrays                 types of numpy arrays, for annotations
power                  how many rows settle a claim, and what so many rows can show

Nothing is re-exported, and numpy and scipy are imported where they are needed.
"""
