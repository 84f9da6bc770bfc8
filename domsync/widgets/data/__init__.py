"""Sources of rows (sequences, SQL queries, data frames, pages), and the window of the visible rows."""
