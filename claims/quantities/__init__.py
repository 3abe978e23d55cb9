"""Printed numbers: what a number, its unit and the words around it mean."""
