"""Durable state: components are saved, and continue in another process or after a sleep."""
