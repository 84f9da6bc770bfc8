"""Rows from wherever they come, a sequence, a SQL query, a data frame, pages; and the window of those in view."""
