"""Settings of a deployment, from the command line or environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

#: The prefix of all environment variables.
PREFIX = "DOMSYNC_"
_TRUE = frozenset(("1", "true", "yes", "on"))
_FALSE = frozenset(("0", "false", "no", "off", ""))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings from outside the program; None leaves a setting to the program.

    Args:
        host: The address to listen on.
        port: The port.
        hosts: The names of the server.
        origins: Other origins whose pages may connect.
        trusted_proxies: The proxies whose headers are trusted.
        root_path: The prefix below which the app is reached.
        production: Whether errors show no details, and refusals give no advice.
        access_log: Whether each request is logged.
        store: Where pages are stored.
        record: A folder for recordings of what visitors do.
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
        """Read the environment variables: ``DOMSYNC_HOSTS``, ``DOMSYNC_ROOT_PATH`` ... Lists are separated by commas.

        Args:
            environment: The variables by name.

        Raises:
            ValueError: The value of a variable is invalid.
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
    """Read a text that means yes or no.

    Args:
        name: The name of the variable, for the error.
        text: The text.

    Raises:
        ValueError: It means neither.
    """
    lowered = text.strip().lower()
    if lowered not in _TRUE | _FALSE:
        raise ValueError(f"{name} must be 1 or 0, not {text!r}")
    return lowered in _TRUE
