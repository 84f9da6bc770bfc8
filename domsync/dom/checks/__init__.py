"""Checks of what enters a document: well-formed strings, JSON, names, URLs, CSS, and the doors for what is refused."""
