"""Dialogs, drawers, questions and tours: what stands above the page."""
