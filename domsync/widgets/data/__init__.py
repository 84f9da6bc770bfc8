"""Sources of rows (a sequence, a SQL query, a data frame, pages), and the window of the rows in view."""
