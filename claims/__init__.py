"""What is claimed and how it is judged: records, quantities, statistics, verdicts and rules; no network, no files
but the catalog's own.

Nothing is re-exported here, so that a child that only needs `claims.errors` does not pay for the rest.
"""
