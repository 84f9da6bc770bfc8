"""The secret with which a browser resumes its session.

A token is `<session id>.<secret>`: the id finds the session, and the secret (256 bits) is compared in constant time.
Tokens are sent in frames and in the page itself, never in an address or a log; the id may be logged.
"""

import hmac
import secrets


def new_session_id() -> str:
    """Create a unique name for a session."""
    return secrets.token_urlsafe(9)


def new_token(session_id: str) -> str:
    """Create a token for a session."""
    return f"{session_id}.{secrets.token_urlsafe(32)}"


def session_id_of(token: str) -> str:
    """Return the id of the session that a token names, whether or not its secret is right."""
    return token.partition(".")[0]


def same_token(one: str, other: str) -> bool:
    """Compare two tokens in constant time."""
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))
