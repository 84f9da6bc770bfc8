"""Checks of everything that enters a document: Unicode, JSON, names, URLs, CSS, and the explicit exceptions."""
