"""Files that the browser of a page under test has saved, and files that a test fetches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from domsync.errors import DomsyncError


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that `visit.download()` has saved in the browser.

    Args:
        name: The file's name.
        data: The file's content.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """The response to `page.fetch()`.

    Args:
        status: The HTTP status.
        type: The MIME type.
        data: The body.
    """

    status: int
    type: str
    data: bytes


class DownloadFailedError(DomsyncError):
    """A file that the browser was told to save did not arrive.

    Args:
        file: The file's name or address.
        reason: Why it did not arrive.
    """

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)

    def __str__(self) -> str:
        return "the download of {!r} has failed: {}".format(*self.args)


def saved_name(headers: Mapping[str, str]) -> str:
    """Return the file name in a response's `Content-Disposition` (RFC 6266); `filename*` is preferred.

    Args:
        headers: The response's headers.

    Raises:
        DownloadFailedError: The header names no file.
    """
    disposition = headers.get("Content-Disposition", "")
    encoded = re.search(r"filename\*=UTF-8''([^;]+)", disposition)
    plain = re.search(r'filename="([^"]*)"', disposition)
    if encoded is None and plain is None:
        raise DownloadFailedError("", "the response names no file")
    return unquote(encoded[1]) if encoded is not None else plain[1] if plain is not None else ""
