"""The nouns and the law: records, quantities, statistics, the judge and its rules; pure, no input or output.

Nothing is re-exported here, so that a child that only needs `claims.errors` does not pay for the rest.
"""
