"""Which reproducer measures what, sealed before anything runs, and its run."""
