"""The files that pages load from this server: stripped ES modules, and the widgets' style sheets.

Their addresses change with their content.
"""

import asyncio
import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from domsync.server.net.bundle import bundle
from domsync.server.net.compression import accepted_encodings, kept_brotli
from domsync.server.net.responses import HttpResponse, error

#: The prefix of everything that the server itself serves, except pages.
PREFIX = "/_domsync/"
ENTRY = "index.js"
#: The style sheets of the widgets: the complete one, and the one without the theme.
THEME = "widgets.css"
STRUCTURE = "structure.css"
#: The prefix of the modules that a page loads only when it needs them.
EXTRA = "extra/"
#: Modules that are copied into each module that imports them.
PARTS = tuple(f"{EXTRA}{name}.js" for name in ("failure_overlay", "operational_transform", "refill"))


@dataclass(frozen=True, slots=True)
class ClientFile:
    """One file, plain and compressed with gzip."""

    plain: bytes
    compressed: bytes = field(repr=False)


class ClientFiles:
    """All files under one hash, so that modules import each other by relative names and never mix two versions.

    Args:
        modules: The content of each file, by name.
    """

    def __init__(self, modules: Mapping[str, bytes]) -> None:
        digest = hashlib.sha256()
        for name, content in sorted(modules.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.version: str = digest.hexdigest()[:16]
        self._files = {name: ClientFile(content, gzip.compress(content, mtime=0)) for name, content in modules.items()}
        self._brotli: dict[str, bytes | None] = {}

    @property
    def names(self) -> list[str]:
        """The names of the files, sorted."""
        return sorted(self._files)

    def path(self, name: str = ENTRY) -> str:
        """The address of a file on this server."""
        return f"{PREFIX}{self.version}/{name}"

    def brotli(self, name: str) -> bytes | None:
        """A file compressed with brotli, which is done once; None if the extra is not installed.

        Args:
            name: The file's name.
        """
        if name not in self._brotli:
            self._brotli[name] = kept_brotli(self._files[name].plain)
        return self._brotli[name]

    def respond(self, path: str, accept_encoding: str = "") -> HttpResponse:
        """Answer a request below `PREFIX`: with 404 also for files of another version, whose page will reload.

        Args:
            path: The path without a query.
            accept_encoding: The request's ``Accept-Encoding`` header.
        """
        version, _, name = path.removeprefix(PREFIX).partition("/")
        file = self._files.get(name) if version == self.version else None
        if file is None:
            return error(404)
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        content, accepted = file.plain, accepted_encodings(accept_encoding)
        smallest = self.brotli(name) if "br" in accepted else None
        if smallest is not None:
            content, headers["Content-Encoding"] = smallest, "br"
        elif "gzip" in accepted:
            content, headers["Content-Encoding"] = file.compressed, "gzip"
        kind = "css" if name.endswith(".css") else "javascript"
        return HttpResponse(200, content, f"text/{kind}; charset=utf-8", headers)


@cache
def client_files() -> ClientFiles:
    """The files of this installation: the module that every page loads, modules for some pages, and style sheets."""
    modules = dict(sorted(_modules(files("domsync.client"))))
    served = {name: text.encode() for name, text in bundle(modules, ENTRY, PARTS).items()}
    # `files("domsync.widgets")` would import the package.
    widgets = files("domsync").joinpath("widgets")
    structure, theme = (widgets.joinpath(name).read_text(encoding="utf-8") for name in (STRUCTURE, "theme.css"))
    served[STRUCTURE] = stripped_css(structure).encode()
    served[THEME] = stripped_css(structure + theme).encode()
    return ClientFiles(served)


_CSS_STRING = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*')|(?:/\*.*?\*/|\s+)+", re.DOTALL)
_CSS_BLANKS = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*')| ?([{};,]) ?")


def stripped_css(text: str) -> str:
    """Strip comments and unnecessary white space from a style sheet.

    Args:
        text: The style sheet.
    """
    single = _CSS_STRING.sub(lambda found: found[1] or " ", text)
    return _CSS_BLANKS.sub(lambda found: found[1] or found[2], single).replace(";}", "}").strip()


async def prepare_client_files() -> None:
    """Build the files before the first page is requested; a thread does it, in about a tenth of a second."""
    await asyncio.to_thread(_prepare)


def _prepare() -> None:
    made = client_files()
    for name in (ENTRY, THEME):
        made.brotli(name)


def _modules(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _modules(file, f"{prefix}{file.name}/")
        elif file.name.endswith(".js"):
            yield f"{prefix}{file.name}", file.read_text(encoding="utf-8")
