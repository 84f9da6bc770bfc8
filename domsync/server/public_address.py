"""The public address of an app, as set on the command line, in the environment or in the program."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence

from domsync.server.net.gate import Entrance
from domsync.server.net.origins import HostPolicy, OriginPolicy
from domsync.server.net.proxies import TrustedProxies, is_prefix
from domsync.server.settings import Settings

logger: logging.Logger = logging.getLogger("domsync")


class Deployment:
    """The deployment of an app: how browsers and proxies reach it.

    Args:
        hosts: The names by which browsers reach the app; None for any.
        origins: Other origins whose pages may connect.
        trusted_proxies: Addresses and networks of the proxies in front of the app.
        root_path: The prefix below which the app is reached.
        access_log: Whether each request is logged.

    Raises:
        ValueError: One of them is malformed.
    """

    def __init__(
        self,
        hosts: Sequence[str] | None,
        origins: Sequence[str | None],
        trusted_proxies: Sequence[str],
        root_path: str,
        *,
        access_log: bool,
    ) -> None:
        OriginPolicy(origins, hosts=HostPolicy(hosts))  # an error is raised where they are given
        TrustedProxies(trusted_proxies)
        self._hosts = None if hosts is None else tuple(hosts)
        self._origins = tuple(origins)
        self._trusted_proxies = tuple(trusted_proxies)
        self._root_path = _checked_root(root_path)
        self._access_log = access_log
        #: The settings of the command line; None to read the environment.
        self.settings: Settings | None = None

    def said(self) -> Settings:
        """The settings from outside the program: the command line or the environment."""
        return self.settings or Settings.read(os.environ)

    def is_development(self, default: bool) -> bool:
        """Return whether errors show their text on the page.

        Args:
            default: The setting in the program.
        """
        production = self.said().production
        return default if production is None else not production

    def entrance(self, host: str | None, *, is_secure: bool, development: bool) -> Entrance:
        """Make the entrance that every request passes.

        Args:
            host: The address that the server listens on; None behind another server.
            is_secure: Whether it speaks TLS.
            development: Whether errors show their text on the page.
        """
        said = self.said()
        hosts = HostPolicy(self._hosts if said.hosts is None else said.hosts, host, development=development)
        if not hosts.is_set and not development:
            logger.warning(
                "requests for any host name are accepted; to refuse other names (DNS rebinding), set "
                "hosts=['example.org'], --host-name example.org or DOMSYNC_HOSTS=example.org"
            )
        origins = self._origins if said.origins is None else said.origins
        proxies = self._trusted_proxies if said.trusted_proxies is None else said.trusted_proxies
        return Entrance(
            OriginPolicy(origins, hosts=hosts, secure=is_secure),
            TrustedProxies(proxies),
            self._root_path if said.root_path is None else _checked_root(said.root_path),
            development,
            self._access_log if said.access_log is None else said.access_log,
        )


def _checked_root(path: str) -> str:
    root = path.rstrip("/")
    if root and not is_prefix(root):
        raise ValueError(
            f"a root path must begin with a slash and be percent-encoded: '/shop', '/b%C3%BCcher', not {path!r}"
        )
    return root
