"""Conversations: messages that may be written while they are read, and the page of them."""
