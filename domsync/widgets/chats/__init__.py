"""Chats: a conversation, and its messages, which may be streamed."""
