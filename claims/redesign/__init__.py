"""The redesign of a repository's pipeline: a tool for each stage, service levels, and a plan with its budget."""
