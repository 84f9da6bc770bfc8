"""Files of a folder, served below a prefix."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from urllib.parse import unquote

from domsync.server.responses import HttpResponse, error

_TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")


class StaticFolder:
    """A folder whose files are served as they are.

    Args:
        folder: The folder.

    Raises:
        ValueError: It is not a folder.
    """

    __slots__ = ("_folder",)

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder).resolve()
        if not self._folder.is_dir():
            raise ValueError(f"{str(folder)!r} is not a folder; static files are served from one")

    def respond(self, path: str, if_none_match: str = "") -> HttpResponse:
        """Answer a request.

        Args:
            path: The path below the prefix, percent-encoded, without a slash at its start.
            if_none_match: That header of the request.

        Returns:
            The file, 304 if the browser has it, or 404: also for what lies outside the folder, and for hidden files.
        """
        parts = unquote(path, errors="replace").split("/")
        if any(part.startswith(".") or not part or "\\" in part or "\0" in part for part in parts):
            return error(404)
        file = self._folder.joinpath(*parts)
        try:
            resolved = file.resolve(strict=True)
            if not resolved.is_relative_to(self._folder) or not resolved.is_file():
                return error(404)
            content = resolved.read_bytes()
        except OSError:
            return error(404)
        tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        headers = {"Cache-Control": "no-cache", "ETag": tag}
        if tag in if_none_match:
            return HttpResponse(304, headers=headers)
        kind = mimetypes.guess_type(resolved.name)[0] or "application/octet-stream"
        if kind.startswith(_TEXTS):
            kind += "; charset=utf-8"
        return HttpResponse(200, content, kind, headers)


class StyleSheets:
    """Style sheets that programs give as text; each has an address that changes with its content."""

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

    def respond(self, path: str) -> HttpResponse | None:
        """Answer a request for one of them; None if the path is none."""
        content = self._sheets.get(path)
        if content is None:
            return None
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return HttpResponse(200, content, "text/css; charset=utf-8", headers)
