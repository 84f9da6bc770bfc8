"""Deployment settings from the command line or environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

#: What the names of environment variables begin with.
PREFIX = "DOMSYNC_"
_TRUE = frozenset(("1", "true", "yes", "on"))
_FALSE = frozenset(("0", "false", "no", "off", ""))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that come from outside; None is "as the program says".

    Args:
        host: What to listen on.
        port: The port.
        hosts: The names of the server.
        origins: Pages of which other origins may connect.
        trusted_proxies: The proxies that are believed.
        root_path: The prefix below which the app is reached.
        production: Whether errors show no details, and refusals give no advice.
        access_log: Whether each request is logged.
        store: Where pages are written.
        record: A folder in which it is written what visitors do.
    """

    host: str | None = None
    port: int | None = None
    hosts: tuple[str, ...] | None = None
    origins: tuple[str, ...] | None = None
    trusted_proxies: tuple[str, ...] | None = None
    root_path: str | None = None
    production: bool | None = None
    access_log: bool | None = None
    store: str | None = None
    record: str | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Read the environment variables: ``DOMSYNC_HOSTS``, ``DOMSYNC_ROOT_PATH`` ... Lists have commas.

        Args:
            environment: They.

        Raises:
            ValueError: One of them holds something else than it should.
        """
        values: dict[str, object] = {}
        for one in fields(cls):
            text = environment.get(PREFIX + one.name.upper())
            if text is not None:
                values[one.name] = _parse(PREFIX + one.name.upper(), str(one.type), text)
        return cls(**values)  # type: ignore[arg-type]


def _parse(name: str, kind: str, text: str) -> object:
    if kind.startswith("tuple"):
        return tuple(item.strip() for item in text.split(",") if item.strip())
    if kind.startswith("bool"):
        return flag(name, text)
    if kind.startswith("int"):
        try:
            return int(text)
        except ValueError:
            raise ValueError(f"{name} must be a number, not {text!r}") from None
    return text


def flag(name: str, text: str) -> bool:
    """Read a text that says yes or no.

    Args:
        name: Of which variable it is, for the error.
        text: The text.

    Raises:
        ValueError: It says neither.
    """
    lowered = text.strip().lower()
    if lowered not in _TRUE | _FALSE:
        raise ValueError(f"{name} must be 1 or 0, not {text!r}")
    return lowered in _TRUE
