"""Tables: columns, the grid of rows in view, panels to filter and arrange, and rows as text."""
