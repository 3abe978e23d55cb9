"""The user's rows: table files, columns, labels, where the rows come from."""
