"""The law: what a measurement does to a claim. `judge` is the door.

judge       a case becomes one verdict a claim
case        a claim and what was measured for it, in base units
sampled     scores and times: bounds, guards, Holm
weighed     what a sample weighs, and the two guards
early       stopping before all rows are measured
exact       counts and sizes, and the complete split: no sampling error
words       the sentences
"""
