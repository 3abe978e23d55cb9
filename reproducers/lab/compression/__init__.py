"""Makes cheaper variants of a model and measures what each keeps and costs on somebody's rows."""
