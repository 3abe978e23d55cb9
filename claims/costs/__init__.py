"""What systems cost: assumptions, totals with their interval, break-even, and which to choose."""
