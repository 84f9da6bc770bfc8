"""One class, Element: its state, properties, browser calls, and views of its attributes."""
