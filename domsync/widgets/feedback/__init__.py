"""Feedback about how things are: alerts, badges, progress, placeholders, toasts."""
