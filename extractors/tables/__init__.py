"""Results tables: what their headers, rows and cells say."""
