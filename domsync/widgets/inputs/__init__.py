"""Input controls for text, numbers, dates, choices and files, with labels, help and errors."""
