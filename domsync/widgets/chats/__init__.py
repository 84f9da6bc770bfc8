"""Conversations: messages that can be read while they are written, and the view of them."""
