"""Layout: rows, columns, grids, cards, and panes whose border can be moved."""
