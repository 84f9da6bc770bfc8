"""The user of a test: mouse, keyboard, actions."""
