"""Feedback: alerts, badges, progress, placeholders, toasts."""
