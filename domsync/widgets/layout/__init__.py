"""Layout: rows, columns, grids, cards and split panes."""
