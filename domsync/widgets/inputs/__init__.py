"""Controls to enter and to choose: text, numbers, dates, choices, files; their labels, help and errors."""
