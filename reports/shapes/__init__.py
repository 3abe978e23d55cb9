"""The printed shapes: what the JSON holds, and the words and figures that all reports share."""
