"""One paper beside others: the same system's score in several documents, and stronger systems of earlier ones."""
