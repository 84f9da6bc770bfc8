"""Overlays: dialogs, drawers, questions and tours."""
