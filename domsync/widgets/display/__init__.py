"""Facts and figures to read, and times that update themselves."""
