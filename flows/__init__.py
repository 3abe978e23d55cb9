"""Commands, the workflow and the store: the only package that imports the others, Prefect and SQLAlchemy."""
