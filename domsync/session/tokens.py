"""The secret by which a browser takes up its session again.

A token is `<session id>.<secret>`: the id finds the session, the secret (256 bits) is compared in constant time. It
travels in frames and in the page itself, never in an address or a log; the id may be logged.
"""

import hmac
import secrets


def new_session_id() -> str:
    """A name for a session that no other one has."""
    return secrets.token_urlsafe(9)


def new_token(session_id: str) -> str:
    """A fresh token for a session."""
    return f"{session_id}.{secrets.token_urlsafe(32)}"


def session_id_of(token: str) -> str:
    """The session that a token speaks of, whether or not its secret is right."""
    return token.partition(".")[0]


def same_token(one: str, other: str) -> bool:
    """Compare two tokens in a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))
