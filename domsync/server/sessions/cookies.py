"""The session cookie: its name, its secret, and its attributes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, set_cookie
from domsync.server.sessions.session import SessionOptions


class SessionCookie:
    """The cookie of an app's sessions. It holds a random secret and nothing else, so nothing has to be signed.

    Args:
        options: The cookie's name and lifetime.
    """

    def __init__(self, options: SessionOptions) -> None:
        self._options = options

    def name(self, request: Request) -> str:
        """Return the cookie's name for a request. Over TLS, its prefix keeps others from setting it."""
        return f"__Host-{self._options.cookie}" if request.is_secure else self._options.cookie

    def secret(self, request: Request) -> str:
        """Return the secret that a request carries; empty if there is none."""
        return request.cookies.get(self.name(request), "")

    def give(self, request: Request, response: HttpResponse, secret: str) -> HttpResponse:
        """Add the cookie to a response, with `HttpOnly` and `SameSite=Lax`, the defaults of `set_cookie`.

        Args:
            request: The request.
            response: The response to it.
            secret: The secret; empty to delete the cookie in the browser.
        """
        cookie = set_cookie(
            self.name(request),
            secret,
            max_age=int(self._options.absolute_seconds) if secret else 0,
            secure=request.is_secure,
        )
        return replace(response, cookies=(*response.cookies, cookie))


def key_of(secret: str) -> str:
    """Return the key under which a secret's record is stored. It is a hash, so the store does not reveal the secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
