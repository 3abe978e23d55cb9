"""What follows from printed numbers, with what rounding can hide carried along."""
