"""The simulated user of a test: mouse, keyboard, actions."""
