"""Verdicts: what a measurement says about a claim. `judge` is where to start.

judge              one verdict for each claim of a case
matched            a claim and what was measured for it, in the same base units
claimed_data       whether rows are a sample of the data that a claim is about
this_machine       whether a claim's device is that of the machine that measured
adjusted_p_values  which claims are tested together
sampled            scores and times: bounds of the difference, guards, Holm's adjustment
bounds             the bounds of a difference, and the two guards
sequential         stopping before all rows are measured
shipped_rows       verdicts with and without the rows that the model's repository ships
reservations       what keeps a measurement from settling a claim
exact              counts and sizes, and the complete split: no sampling error
sentences          the sentences of a verdict
pilot              which claim to test first, on how many rows
"""
