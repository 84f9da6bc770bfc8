"""The browser's ES modules as this server serves them: read once, under an address that changes with their content."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from domsync.server.responses import HttpResponse, error

#: Everything that the server itself serves, beside pages, is below this.
PREFIX = "/_domsync/"
ENTRY = "index.js"
#: What the names of modules begin with that a page loads when it needs them.
EXTRA = "extra/"


@dataclass(frozen=True, slots=True)
class ClientFile:
    """One module, as it is and compressed."""

    plain: bytes
    compressed: bytes = field(repr=False)


class ClientFiles:
    """All modules under one hash, so that they import each other by relative names and never mix two versions.

    Args:
        modules: The content by file name.
    """

    def __init__(self, modules: Mapping[str, bytes]) -> None:
        digest = hashlib.sha256()
        for name, content in sorted(modules.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.version = digest.hexdigest()[:16]
        self._files = {name: ClientFile(content, gzip.compress(content, mtime=0)) for name, content in modules.items()}

    @property
    def names(self) -> list[str]:
        """The modules' names, sorted."""
        return sorted(self._files)

    def path(self, name: str = ENTRY) -> str:
        """The address of a module on this server."""
        return f"{PREFIX}{self.version}/{name}"

    def respond(self, path: str, accept_encoding: str = "") -> HttpResponse:
        """The answer to a GET below `PREFIX`; 404 also for another version, whose page will be loaded anew.

        Args:
            path: The path without a query.
            accept_encoding: That header of the request.
        """
        version, _, name = path.removeprefix(PREFIX).partition("/")
        file = self._files.get(name) if version == self.version else None
        if file is None:
            return error(404)
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        content = file.plain
        if "gzip" in accept_encoding:
            content = file.compressed
            headers["Content-Encoding"] = "gzip"
        return HttpResponse(200, content, "text/javascript; charset=utf-8", headers)


@cache
def client_files() -> ClientFiles:
    """The modules of this installation."""
    folder = files("domsync.client")
    modules = {file.name: file for file in folder.iterdir()}
    modules |= {f"{EXTRA}{file.name}": file for file in (folder / "extra").iterdir()}
    return ClientFiles({name: file.read_bytes() for name, file in modules.items() if name.endswith(".js")})
