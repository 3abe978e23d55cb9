"""What reproducers share: opening models safely, reading rows, scoring, planning and the machine.

survey    what the model, the data and this machine are, decided from their content; nothing is run
planning  which reproducer measures what, sealed before the first sample, and its run in an isolated child
replay    the verdicts of a bundle, derived again from the kept per-row values
scoring   from the rows' answers to measurements with intervals
models    models opened and run, by kind
bench     what a reproducer works with: the model, the rows, the settings, a clock
data      the team's rows: file formats, columns, labels
cost      operations, memory and money
files     a model's files, read as data and checked before anything opens them
orders    what a child is asked, and what it answers
refusal   why something cannot be measured

Each imports only what stands below it; those from bench on know no reproducer.

Only this folder imports torch, transformers and onnxruntime, and only inside functions.
"""
