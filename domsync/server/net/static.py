"""Serve files, whole or in parts, from a folder or from a route."""

from __future__ import annotations

import asyncio
import email.utils
import hashlib
import mimetypes
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from domsync.server.net.byte_ranges import byte_range
from domsync.server.net.conditional_requests import has_already
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, error

_TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")
#: Files of up to this many bytes are read as a whole, so that they can be compressed; larger ones are sent in parts.
_SMALL_BYTES = 256 * 1024
_PART_BYTES = 64 * 1024
#: The query of an address that names a version, and the ``Cache-Control`` of the answer.
VERSION_QUERY = "v="
FOR_EVER = "public, max-age=31536000, immutable"


def file_response(
    request: Request,
    path: Path,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    cookies: tuple[str, ...] = (),
    kind: str | None = None,
) -> HttpResponse:
    """Answer with a file: all of it, the part that was requested, or 304 if the browser has it.

    Args:
        request: The request.
        path: The file.
        status: The status code if the whole file is sent.
        headers: Additional headers.
        cookies: Values of ``Set-Cookie`` headers.
        kind: The MIME type; by default the one that the file's name suggests.

    Raises:
        OSError: There is no such file.
    """
    file = path.open("rb")
    try:
        stat = path.stat()
        size = stat.st_size
        tag = f'"{stat.st_mtime_ns:x}-{size:x}"'
        modified = email.utils.formatdate(stat.st_mtime, usegmt=True)
        named = {"Cache-Control": "no-cache", "ETag": tag, "Last-Modified": modified, "Accept-Ranges": "bytes"}
        named.update(headers or {})
        kind = kind or content_type(path.name)
        if status == 200 and request.method in ("GET", "HEAD"):
            if has_already(request, tag, modified):
                return HttpResponse(304, content_type=kind, headers=named, cookies=cookies)
            try:
                part = byte_range(request, size, tag, modified)
            except ValueError:
                return error(416, content_range=f"bytes */{size}")
            if part is not None:
                start, end = part
                named["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
                file.seek(start)
                stream, file = _parts(file, end - start), None  # type: ignore[assignment]
                return HttpResponse(206, b"", kind, named, cookies, stream, end - start)
        if size <= _SMALL_BYTES:
            return HttpResponse(status, file.read(), kind, named, cookies)
        stream, file = _parts(file, size), None  # type: ignore[assignment]
        return HttpResponse(status, b"", kind, named, cookies, stream, size)
    finally:
        if file is not None:
            file.close()


async def _parts(file: BinaryIO, size: int) -> AsyncIterator[bytes]:
    with file:
        while size > 0:
            part = await asyncio.to_thread(file.read, min(size, _PART_BYTES))
            if not part:
                return
            size -= len(part)
            yield part


def content_type(name: str) -> str:
    """The MIME type that a file's name suggests, with the charset of text."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXTS) else kind


class StaticFolder:
    """A folder whose files are served as they are.

    Args:
        folder: The folder.

    Raises:
        ValueError: It is not a folder.
    """

    __slots__ = ("_addresses", "_folder", "_versions")

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder).resolve()
        if not self._folder.is_dir():
            raise ValueError(f"{str(folder)!r} is not a folder; static files are served from one")
        #: The modification time, the size and the version of each file whose address was requested.
        self._versions: dict[Path, tuple[int, int, str]] = {}
        #: The identity of the file and its address, for each path whose address was requested.
        self._addresses: dict[str, tuple[tuple[int, int, int, int], str]] = {}

    def find(self, path: str) -> Path | None:
        """Find the file at a path.

        Args:
            path: The path below the prefix, percent-encoded, without a leading slash.

        Returns:
            The file; None if there is none, or if it is hidden or outside the folder.
        """
        parts = unquote(path, errors="replace").split("/")
        if any(part.startswith(".") or not part or "\\" in part or "\0" in part for part in parts):
            return None
        try:
            resolved = self._folder.joinpath(*parts).resolve(strict=True)
            return resolved if resolved.is_relative_to(self._folder) and resolved.is_file() else None
        except OSError:
            return None

    def respond(self, request: Request, path: str) -> HttpResponse:
        """Answer a request.

        Args:
            request: The request.
            path: The path below the prefix, percent-encoded, without a leading slash.
        """
        file = self.find(path)
        if file is None:
            return error(404)
        version = request.query.removeprefix(VERSION_QUERY)
        is_kept = request.query.startswith(VERSION_QUERY) and version == self.version(file)
        try:
            return file_response(request, file, headers={"Cache-Control": FOR_EVER} if is_kept else None)
        except OSError:
            return error(404)

    def version(self, file: Path) -> str:
        """Make a version for the address of a file, which changes with its content.

        Args:
            file: The file.
        """
        stat = file.stat()
        known = self._versions.get(file)
        if known is None or known[:2] != (stat.st_mtime_ns, stat.st_size):
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()[:16]
            known = self._versions[file] = stat.st_mtime_ns, stat.st_size, digest
        return known[2]

    def address(self, path: str) -> str:
        """Add the file's version to a path, so that browsers may cache the file for ever.

        Args:
            path: The path below the prefix, percent-encoded; one with a query or a fragment stays as it is.
        """
        if "?" in path or "#" in path:
            return path
        known = self._addresses.get(path)
        if known is not None:
            # Every page asks for this: checking the file is enough, without resolving its path again.
            with suppress(OSError):
                if _identity(os.stat(f"{self._folder}/{unquote(path, errors='replace')}")) == known[0]:
                    return known[1]
        file = self.find(path)
        if file is None:
            self._addresses.pop(path, None)
            return path
        identity = _identity(file.stat())
        address = f"{path}?{VERSION_QUERY}{self.version(file)}"
        self._addresses[path] = identity, address
        return address


def _identity(stat: os.stat_result) -> tuple[int, int, int, int]:
    """Values that differ between two files, and between two versions of a file."""
    return stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size


class StyleSheets:
    """Style sheets that programs provide as text; each has an address that changes with its content."""

    __slots__ = ("_prefix", "_sheets")

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._sheets: dict[str, bytes] = {}

    def add(self, css: str) -> str:
        """Serve a style sheet.

        Args:
            css: Its text.

        Returns:
            Its address.
        """
        content = css.encode()
        path = f"{self._prefix}{hashlib.sha256(content).hexdigest()[:16]}.css"
        self._sheets[path] = content
        return path

    def __contains__(self, path: str) -> bool:
        return path in self._sheets

    def respond(self, path: str) -> HttpResponse | None:
        """Answer a request for one of them; None if there is none at the path."""
        content = self._sheets.get(path)
        if content is None:
            return None
        return HttpResponse(200, content, "text/css; charset=utf-8", {"Cache-Control": FOR_EVER})
