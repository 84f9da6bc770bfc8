"""Uploaded files, as a handler of `on_upload` gets them.

The bytes come from an `UploadSource` in the server layer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, TypeAlias

from pydantic import ConfigDict, PrivateAttr

from domsync.components.page_words import TOO_LARGE
from domsync.components.state import State
from domsync.components.upload_words import UploadProblem
from domsync.dom.events.results import is_awaitable
from domsync.errors import UploadError

#: The name of the event; the client loads its module for files when it has to listen to it.
EVENT = "upload"
#: The default limit of `read()` in bytes.
READ_LIMIT = 10_000_000


class UploadRules(NamedTuple):
    """The rules of a control for files.

    Attributes:
        ways: Ways to give files besides choosing them in an input: pairs of a DOM event and the path to its files.
        max_bytes: The maximum size of a file; None for the server's limit.
        max_files: The maximum number of files at once; None for the server's limit.
        refused: True if the handler is called with files that are refused too, and tells the user itself.
    """

    ways: tuple[tuple[str, str], ...] = ()
    max_bytes: int | None = None
    max_files: int | None = None
    refused: bool = False


Ending: TypeAlias = Literal["failed", "cancelled"]


class UploadSource(Protocol):
    """The source of a file's bytes."""

    async def next_chunk(self) -> bytes:
        """Wait for the next part of the file.

        Returns:
            The bytes; empty after the last part.

        Raises:
            UploadError: The rest will not come.
        """

    async def save(self, path: str | Path) -> Path:
        """Write the rest of the file to the disk; see `Upload.save`."""

    def end(self, status: Ending, problem: UploadProblem | None = None) -> None:
        """Stop the transfer, unless it is complete.

        Args:
            status: The upload's final status.
            problem: Why it has failed, for the user.
        """


class Upload(State):
    """A file that a user has chosen, dropped or pasted. Its content is sent when it is read.

    A handler of ``on_upload`` is called with each file::

        async def receive(self, upload: Upload):
            self.upload = upload
            await upload.save("pictures/")

    Its fields are state: a ``render`` that reads ``upload.progress`` is called again as the file arrives.

    Attributes:
        name: The file's name on the user's device, cleaned of folders, control characters and anything else harmful.
        size: The size in bytes.
        type: The MIME type that the browser guesses from the name; empty if it is unknown.
        progress: The part that has arrived, from 0 to 1, in steps of 0.01.
        status: The state of the transfer.
        error: Why it has failed, in words for the user, in the language of the page; empty otherwise.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(arbitrary_types_allowed=True)

    name: str
    size: int
    type: str = ""
    progress: float = 0.0
    status: Literal["waiting", "receiving", "done", "failed", "cancelled"] = "waiting"
    error: str = ""
    _source: UploadSource = PrivateAttr()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Iterate over the content as it arrives.

        Raises:
            UploadError: The transfer was cut short: the user has left, it has stalled, or it was cancelled.
        """
        while chunk := await self._source.next_chunk():
            yield chunk

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """Read the whole file into memory.

        Args:
            limit: The maximum size, in bytes.

        Raises:
            UploadError: The file is larger, or the transfer was cut short.
        """
        if self.size > limit:
            problem = UploadProblem(TOO_LARGE, size=self.size, limit=limit)
            self._source.end("failed", problem)
            raise UploadError(self.name, str(problem))
        chunks = [chunk async for chunk in self]
        return b"".join(chunks)

    async def save(self, path: str | Path) -> Path:
        """Write the file to the disk as it arrives.

        It is written under a temporary name and renamed when it is complete. Nobody sees half a file, and nothing is
        left of one that fails.

        Args:
            path: The file's path; an existing file is replaced. Or a folder, in which the file gets its clean `name`,
                with a number added if the name is taken. A path that ends in a slash, ``"pictures/"``, is a folder that
                is created if it does not exist.

        Returns:
            The path of the file.

        Raises:
            OSError: It cannot be written there.
            UploadError: The transfer was cut short.
        """
        return await self._source.save(path)

    def cancel(self) -> None:
        """Stop the transfer, unless it is complete. Reading the file then raises UploadError."""
        self._source.end("cancelled")


def upload_of(source: UploadSource, name: str, size: int, type: str) -> Upload:
    """Create an upload.

    Args:
        source: The source of its bytes.
        name: The clean name.
        size: The size in bytes.
        type: The MIME type.
    """
    upload = Upload(name=name, size=size, type=type)
    upload._source = source
    return upload


def handle_uploads(function: Callable[..., object], uploads: Iterable[Upload]) -> Awaitable[object] | None:
    """Call a handler with each of several files.

    An upload that the handler leaves half read, or whose handler fails, is cancelled.

    Args:
        function: The handler.
        uploads: The files.

    Returns:
        An awaitable if the handler is ``async``.

    Raises:
        Exception: The exception of the handler; if there are several, the first one, with the others in its notes.
    """
    failures: list[BaseException] = []
    left: list[tuple[Awaitable[Any], Upload]] = []
    for upload in uploads:
        try:
            result = function(upload)
            awaitable = result if is_awaitable(result) else None
        except Exception as error:  # noqa: BLE001 - the handler is called for the other files too
            upload.cancel()
            failures.append(error)
            continue
        if awaitable is not None:
            left.append((awaitable, upload))
    if left:
        return _finish(left, failures)
    _raise(failures)
    return None


async def _finish(left: list[tuple[Awaitable[Any], Upload]], failures: list[BaseException]) -> None:
    ends = [_see_to_end(awaitable, upload) for awaitable, upload in left]
    results = await asyncio.gather(*ends, return_exceptions=True)
    failures += [result for result in results if isinstance(result, BaseException)]
    _raise(failures)


async def _see_to_end(awaitable: Awaitable[Any], upload: Upload) -> None:
    try:
        await awaitable
    except UploadError:
        # Otherwise the upload's `error` tells why it has ended, and the user was told.
        if upload.status not in ("failed", "cancelled"):
            raise
    finally:
        if upload.status == "receiving":
            upload.cancel()


def _raise(failures: list[BaseException]) -> None:
    if not failures:
        return
    first, *others = failures
    for other in others:
        first.add_note(f"and for another file: {type(other).__name__}: {other}")
    raise first
