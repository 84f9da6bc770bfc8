"""The session cookie: its name, its secret, and its attributes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from domsync.server.net.proxies import has_signs
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, set_cookie
from domsync.server.sessions.session import SessionOptions

_NAME = "domsync_session"
#: What an address may have, and the name of a cookie may not.
_ODD = re.compile(r"[^A-Za-z0-9._-]")


class SessionCookie:
    """The cookie of an app's sessions. It holds a random secret and nothing else, so nothing has to be signed.

    Args:
        options: The cookie's name and lifetime.
    """

    def __init__(self, options: SessionOptions) -> None:
        self._options = options

    def name(self, request: Request) -> str:
        """Return the cookie's name for a request. Over TLS, its prefix keeps others from setting it."""
        name = self._options.cookie or _name_for(request)
        return f"__Host-{name}" if request.is_secure else name

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


def _name_for(request: Request) -> str:
    """Name the cookie after the app's place on its host: browsers do not tell ports apart, nor paths up to the root."""
    # A proxy may put the port of each of the app's processes there.
    port = "" if has_signs(request.headers) else request.host.rpartition("]")[2].partition(":")[2]
    parts = [_NAME, port, *request.root.split("/")]
    return "_".join(_ODD.sub("-", part) for part in parts if part)


def key_of(secret: str) -> str:
    """Return the key under which a secret's record is stored. It is a hash, so the store does not reveal the secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
