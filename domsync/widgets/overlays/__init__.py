"""Dialogs, drawers, questions and tours, which are shown above the page."""
