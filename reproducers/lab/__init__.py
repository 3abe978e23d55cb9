"""The bench: what opens models, reads rows, keeps time and knows the machine.

survey    what the model and the data are, decided from their content; nothing is run
plan      who will measure what, sealed before the first sample
work      one reproducer at one bench, in an isolated child
machine   what measures

Only this folder imports torch, transformers and onnxruntime, and only inside functions.
"""
