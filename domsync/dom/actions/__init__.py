"""Actions that a browser runs at an event, without a round trip, and what the tree learns of them."""
