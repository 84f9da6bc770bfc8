"""Feedback: alerts, badges, progress, placeholders and toasts."""
