"""Markdown, source code, and differences between texts."""
