"""Watch a program's files, and report those that were saved."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

#: How often the files are checked, in seconds. A check of some hundred files takes a millisecond or two.
_LOOK_SECONDS = 0.25
#: The suffixes of files that a program reads when it starts, or serves.
_KINDS = frozenset((".py", ".css", ".html", ".js", ".json", ".toml"))
_SKIPPED = frozenset(("__pycache__", "node_modules", "venv", "site-packages"))


def files_below(folder: Path) -> Iterator[tuple[str, int]]:
    """Return the files of a program, each with the time when it was saved.

    Args:
        folder: The folder of the files; hidden folders in it and those of installed packages are left out.
    """
    waiting = [str(folder)]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _SKIPPED and not entry.name.startswith("."):
                        waiting.append(entry.path)
                elif os.path.splitext(entry.name)[1] in _KINDS:
                    yield entry.path, entry.stat().st_mtime_ns
            except OSError:  # it has just been removed
                continue


async def saved_files(folder: Path) -> AsyncIterator[set[str]]:
    """Report the files that were saved, created or removed since the last check.

    Args:
        folder: The folder of the files.
    """
    before = dict(files_below(folder))
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        now = dict(files_below(folder))
        changed = {path for path, _ in before.items() ^ now.items()}
        before = now
        if changed:
            yield changed
