"""Tables: columns, the grid of visible rows, filter and column panels, and export as text."""
