"""Verdicts: what a measurement says about a claim. `judge` is where to start.

judge       one verdict for each claim of a case
matched     a claim and what was measured for it, in the same base units
sampled     scores and times: bounds of the difference, guards, Holm's adjustment
bounds      the bounds of a difference, and the two guards
sequential  stopping before all rows are measured
exact       counts and sizes, and the complete split: no sampling error
sentences   the sentences of a verdict
pilot       which claim to test first, on how many rows
"""
