"""What several forms of pipelines share."""
