"""How papers say things: whose a number is, what stands over a table's columns, what a cell's numbers are."""
