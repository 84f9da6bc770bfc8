"""One class, Element: its state, its properties, its calls into the browser, and the views of its attributes."""
