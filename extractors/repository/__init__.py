"""What a repository is made of: read in an isolated child, line by line, nothing run."""
