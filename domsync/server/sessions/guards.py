"""Guards: functions that decide whether a request may see a page, a route or a whole app."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from domsync.server.net.request import Request
from domsync.server.net.responses import Redirect, check_target

#: A function of the request: None or True lets it in, False refuses it, a Redirect leads it elsewhere.
Guard = Callable[[Request], "bool | Redirect | None"]


def checked_guard(guard: Any) -> Guard | None:
    """Return the guard if it is a valid one.

    Raises:
        TypeError: It is not callable, or it is async.
    """
    if guard is not None and (not callable(guard) or inspect.iscoroutinefunction(guard)):
        raise TypeError(f"a guard must be a function of the request that is not async, not {guard!r}")
    checked: Guard | None = guard
    return checked


def ask(guards: Iterable[Guard], request: Request) -> Redirect | bool:
    """Ask guards in order, the outermost first.

    Returns:
        True if all of them let the request in, False if one refuses it, or the redirect that one returned.

    Raises:
        Exception: A guard raised it; the request is not let in.
    """
    for guard in guards:
        try:
            answer = guard(request)
        except Redirect as redirect:
            return redirect
        if answer is False or isinstance(answer, Redirect):
            return answer
        if answer is not None and answer is not True:
            raise TypeError(f"a guard must return None, a Redirect, True or False, not {answer!r}")
    return True


class LoginRedirect(Redirect):
    """A redirect to the login page.

    Args:
        prefix: The prefix of the app.
        path: The login page's path within the app that has it.
        wanted: The address that was requested.
        is_placed: Whether the app that has the login page is known.
    """

    def __init__(self, prefix: str, path: str, wanted: str, *, is_placed: bool = False) -> None:
        super().__init__(f"{prefix}{check_target(path)}?next={quote(wanted, safe='/')}")
        self.path = path
        self.is_placed = is_placed
        self._wanted = wanted

    def below(self, prefix: str) -> Redirect:
        """Return the same redirect for an app that is mounted below a prefix."""
        return LoginRedirect(prefix, self.path, self._wanted, is_placed=True)


def to_login(request: Request, path: str = "/login") -> Redirect:
    """Redirect a request to the login page, which finds the requested address in its ``next`` parameter.

    Return it from a guard. If apps are mounted in each other, the innermost one that has such a page is used.

    Args:
        request: The request.
        path: The login page's path in its app, without the prefix that the app is mounted under.

    Raises:
        ValueError: The path does not belong to this site.
    """
    wanted = f"{request.prefix}{request.path}{f'?{request.query}' if request.query else ''}"
    return LoginRedirect(request.root, path, wanted)
