"""The learned weights of the table reader, as data."""
