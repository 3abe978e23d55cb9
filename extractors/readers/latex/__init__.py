"""LaTeX sources: archives opened, macros expanded within bounds, text and tables with the line that each stands on."""
