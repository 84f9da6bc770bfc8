"""The URLs of a page's client modules; the server layer supplies them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from domsync.errors import DomsyncError


class ModuleNotServedError(DomsyncError, LookupError):
    """A module's file does not exist.

    Args:
        source: The file as the class names it.
        tried: The places where it was looked for.
    """

    def __init__(self, source: str, tried: list[str]) -> None:
        super().__init__(source, tried)
        self.source = source
        self.tried = tried

    def __str__(self) -> str:
        return (
            f"there is no module {self.source!r}: it is neither a name of app.modules({{...}}) "
            f"nor a file beside the class{f' ({chr(44).join(self.tried)})' if self.tried else ''}"
        )


@dataclass(frozen=True, slots=True)
class ModuleNeeds:
    """The needs of a module: what a page has to allow for it.

    Args:
        name: The module, for messages.
        trusted_html: Whether it may assign markup, which Trusted Types forbid; or the names in the import map of the
            libraries that may.
        styles: Whether it creates style elements: ``"nonce"`` if they carry the page's nonce, ``"inline"`` if not.
        policy: Additions to the page's Content Security Policy.
    """

    name: str
    trusted_html: bool | tuple[str, ...] = False
    styles: Literal["nonce", "inline"] | None = None
    policy: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """True if it needs something that the page does not allow by default."""
        return bool(self.trusted_html or self.styles or self.policy)


@dataclass(frozen=True, slots=True)
class ModuleText:
    """A file whose content is held by the program.

    Args:
        content: The content.
        kind: ``"js"`` or ``"css"``.
    """

    content: str = field(repr=False)
    kind: Literal["js", "css"]


class ModuleAddresses:
    """Finds the addresses of modules. Without a server they are the names themselves."""

    def address(self, source: str | ModuleText | tuple[str, str], beside: Path | None) -> str:
        """Return the address of a file, relative to the folder of the app's own files.

        Args:
            source: A name of `app.modules`, a path, a content, or a distribution and one of its files.
            beside: The folder that a path is relative to.

        Raises:
            ModuleNotServedError: There is no such file.
        """
        if isinstance(source, tuple):
            return source[1]
        return source if isinstance(source, str) else f"text.{source.kind}"

    def need(self, needs: ModuleNeeds, addresses: tuple[str, ...]) -> None:
        """Record that the document shows a module.

        Args:
            needs: What its page has to allow.
            addresses: Its files: the module, then the scripts, then the stylesheets.
        """
