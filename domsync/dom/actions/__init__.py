"""Instant actions: changes that a browser makes at an event without a round trip, and their effect on the tree."""
