"""The autopsy of a model file: what it is, by parsing it and running nothing of it.

Each file in `formats/` reads one format; adding a format is adding one file.
"""
