"""Write a file piece by piece; it appears only when it is complete."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path

from domsync.server.files.names import numbered

_MOST_NUMBERS = 10_000


class NewFile:
    """A file that is being written.

    Args:
        path: Its path; or a folder, in which it gets `name`, with a number if that is taken. A text that ends in a
            slash is a folder, which is made if it is not there.
        name: A clean name.

    Raises:
        OSError: There can be no file.
    """

    __slots__ = ("_file", "_name", "_path", "_temporary")

    def __init__(self, path: str | Path, name: str) -> None:
        target = Path(path)
        if isinstance(path, str) and path.endswith(("/", os.sep)):
            target.mkdir(parents=True, exist_ok=True)
        self._name = name if target.is_dir() else None
        self._path = target
        folder = target if self._name is not None else target.parent
        self._temporary = folder / f".{secrets.token_hex(8)}.part"
        self._file = self._temporary.open("xb")

    async def write(self, data: bytes) -> None:
        """Add to it, without holding up the event loop."""
        await asyncio.to_thread(self._file.write, data)

    async def finish(self) -> Path:
        """Give it its name. Returns its path."""
        return await asyncio.to_thread(self._finish)

    def _finish(self) -> Path:
        self._file.close()
        path = self._path if self._name is None else _reserve(self._path, self._name)
        return self._temporary.replace(path)

    def discard(self) -> None:
        """Leave nothing of it, unless it is finished."""
        self._file.close()
        self._temporary.unlink(missing_ok=True)


def _reserve(folder: Path, name: str) -> Path:
    """Make an empty file of a name that is not taken.

    Raises:
        FileExistsError: Thousands are taken.
    """
    for number in range(1, _MOST_NUMBERS):
        path = folder / (name if number == 1 else numbered(name, number))
        try:
            path.open("xb").close()
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{folder / name} exists, with all numbers up to {_MOST_NUMBERS}")
