"""The yardstick: the table in plain JavaScript, and the small server that hands out its two files."""
