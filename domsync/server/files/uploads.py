"""Receive the files of one page's browser: limits, rate, and abort."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from domsync.components.page_words import (
    AND_MORE,
    NOT_ASKED_FOR,
    NOT_STORED,
    STALLED,
    TOO_LARGE,
    TOO_LARGE_TOGETHER,
    TOO_MANY_FILES,
    UNREADABLE,
    WRONG_KIND,
    page_word,
)
from domsync.components.reconciler.listeners import upload_rules
from domsync.components.upload_words import UploadProblem
from domsync.components.uploads import Ending, Upload, UploadRules, upload_of
from domsync.dom.element.element import Element
from domsync.errors import ProtocolError, UploadError
from domsync.server.files.disk import NewFile
from domsync.server.files.names import clean_name
from domsync.session import CloseCode, UploadChunk, UploadGivenUp
from domsync.session.inbound import UploadNumber
from domsync.session.log_limit import oddities

if TYPE_CHECKING:
    from domsync.components.locales import Locale
    from domsync.dom.events import EventTarget
    from domsync.server.limits import UploadLimits
    from domsync.session import Session

#: How many chunks may be under way or wait to be read. With the one that the handler has in its hands these are four of
#: 60 KiB: less than 256 KiB for one upload.
_WINDOW = 3


class _File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: UploadNumber
    name: Annotated[str, Meta(max_length=1024)]
    size: Annotated[int, Meta(ge=0, le=2**53)]
    type: Annotated[str, Meta(max_length=255)] = ""


class _Announcement(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    files: tuple[_File, ...]


_decode = msgspec.json.Decoder(_Announcement).decode


class UploadSlots:
    """Slots for the uploads that may run at the same time in the whole process.

    Args:
        number: How many there are.
    """

    __slots__ = ("_free",)

    def __init__(self, number: int) -> None:
        self._free = asyncio.Semaphore(number)

    async def take(self) -> None:
        """Wait for a free slot."""
        await self._free.acquire()

    def give_back(self) -> None:
        """Give the slot back."""
        self._free.release()


class IncomingUploads:
    """The uploads of one page.

    Args:
        session: The page's session.
        limits: The limits of uploads.
        slots: The slots of the process.
        push: Sends the session's pending data.
        tell: Shows the user a text.
        locale: Returns the language of the page.
        connected: Returns whether a browser is connected.
    """

    def __init__(
        self,
        session: Session,
        limits: UploadLimits,
        slots: UploadSlots,
        *,
        push: Callable[[], None],
        tell: Callable[[str], None],
        locale: Callable[[], Locale],
        connected: Callable[[], bool],
    ) -> None:
        self.session = session
        self.limits = limits
        self.push = push
        self.tell: Callable[[str], None] = tell
        self.locale = locale
        self.connected = connected
        # The page's own first: its files that wait for each other hold no slot of the process.
        self.slots: tuple[UploadSlots, UploadSlots] = (UploadSlots(limits.running), slots)
        self.incoming: dict[int, IncomingUpload] = {}

    def announce(self, target: EventTarget, payload: bytes) -> list[Upload]:
        """Register the files that a user has chosen, dropped or pasted.

        Args:
            target: The element that they are for.
            payload: Their description by the browser.

        Returns:
            The accepted files, and also the refused ones if the handler asks for them. Otherwise the user is told why
            they are refused.

        Raises:
            ProtocolError: 4400, because the payload is invalid.
        """
        try:
            files = _decode(payload or b"{}").files
        except (ValueError, RecursionError) as error:
            raise ProtocolError(CloseCode.BAD_MESSAGE, CloseCode.BAD_MESSAGE.reason, str(error)) from error
        element = target if isinstance(target, Element) else None
        rules = (upload_rules(element) if element is not None else None) or UploadRules()
        given: list[Upload] = []
        refused: list[str] = []
        is_input = element is not None and element.localName == "input"
        for file in files:
            self.session.uploads.announce(file.id)
            name = clean_name(file.name)
            problem = self._problem(element, rules, name, file)
            if problem is None:
                incoming = IncomingUpload(self, file, name, element, is_told=not rules.refused)
                self.incoming[file.id] = incoming
                given.append(incoming.upload)
                continue
            oddities.log(logging.INFO, "session %s: the file %r was refused: %s", self.session.id, name, problem)
            said = problem.said(self.locale())
            if rules.refused:
                given.append(_refused(name, file, problem, said))
            else:
                refused.append(f"{name}: {said}.")
            # All of it at once, at the control, with the last one that is refused.
            self.session.end_upload(file.id, said, self._in_all(refused) if is_input else "")
        if refused:
            self.tell(self._in_all(refused))
        return given

    def _in_all(self, refused: list[str]) -> str:
        more = page_word(AND_MORE, self.locale(), count=len(refused) - 3)
        return " ".join((*refused[:3], *((more,) if len(refused) > 3 else ())))

    def _problem(self, element: Element | None, rules: UploadRules, name: str, file: _File) -> UploadProblem | None:
        """Return why a file is refused; None if it is accepted."""
        longest = rules.max_bytes or self.limits.file_bytes
        if file.size > longest:
            return UploadProblem(TOO_LARGE, size=file.size, limit=longest)
        accepted = element.getAttribute("accept") if element is not None else None
        if accepted and not accepts(accepted, name, file.type):
            return UploadProblem(WRONG_KIND)
        here = [other for other in self.incoming.values() if other.element is element]
        if len(here) >= self._most_files(element, rules):
            return UploadProblem(TOO_MANY_FILES)
        total = sum(other.upload.size for other in self.incoming.values()) + file.size
        if total > max(self.limits.total_bytes, longest):
            return UploadProblem(TOO_LARGE_TOGETHER)
        return None

    def _most_files(self, element: Element | None, rules: UploadRules) -> int:
        if rules.max_files is not None:
            return rules.max_files
        is_single = element is not None and element.localName == "input" and not element.hasAttribute("multiple")
        return 1 if is_single and not rules.ways else self.limits.files

    def take(self, event: UploadChunk | UploadGivenUp) -> None:
        """Handle what the browser has sent."""
        incoming = self.incoming.get(event.upload)
        if incoming is None:
            return
        if isinstance(event, UploadChunk):
            incoming.take(event.data)
        else:
            oddities.log(logging.INFO, "session %s: upload %d: %.300r", self.session.id, event.upload, event.text)
            incoming.end("failed", UploadProblem(UNREADABLE))

    def resume(self) -> None:
        """Request what is missing from a browser that is back, and restart its time limits."""
        for incoming in self.incoming.values():
            incoming.news.set()

    def close(self) -> None:
        """End the uploads of a page that has ended."""
        self.tell = _nothing
        for incoming in tuple(self.incoming.values()):
            incoming.end("failed", UploadProblem("its page is gone"))


class IncomingUpload:
    """One file on its way; the source of an `Upload`.

    Args:
        uploads: Those of its page.
        file: Its description by the browser.
        name: Its clean name.
        element: The element that it is for.
        is_told: Whether the user is told if it fails; otherwise the handler does so.
    """

    def __init__(
        self, uploads: IncomingUploads, file: _File, name: str, element: Element | None, *, is_told: bool
    ) -> None:
        self.upload: Upload = upload_of(self, name, file.size, file.type)
        self.element = element
        #: Set when something has happened that a reader waits for.
        self.news: asyncio.Event = asyncio.Event()
        self._uploads = uploads
        self._is_told = is_told
        self._number = file.id
        self._chunks: deque[bytes] = deque()
        self._received = 0
        self._read = 0
        self._failure: UploadError | None = None
        #: The slots that it has, of the page and of the process.
        self._slots: list[UploadSlots] = []
        seconds = uploads.limits.start_seconds
        self._expiry = asyncio.get_running_loop().call_later(seconds, self.end, "failed", UploadProblem(NOT_ASKED_FOR))

    # What comes

    def take(self, data: bytes) -> None:
        """Add the next part."""
        self._chunks.append(data)
        self._received += len(data)
        progress = int(100 * self._received / self.upload.size) / 100
        if progress != self.upload.progress:
            self.upload.progress = progress
        self.news.set()

    # Who reads

    async def next_chunk(self) -> bytes:
        """Wait for the next part of the file; empty after the last one."""
        chunk = await self._next()
        if self._read == self.upload.size:
            self._complete()
        return chunk

    async def _next(self) -> bytes:
        if self._failure is None and self.upload.status == "waiting":
            await self._begin()
        if self._failure is None and self._read == self.upload.size:
            return b""
        while self._failure is None and not self._chunks:
            await self._wait()
        if self._failure is not None:
            raise self._failure
        chunk = self._chunks.popleft()
        self._read += len(chunk)
        self._give_room()
        return chunk

    async def _begin(self) -> None:
        self._expiry.cancel()
        try:
            for slots in self._uploads.slots:
                await slots.take()
                self._slots.append(slots)
        except BaseException:
            self.end("cancelled")
            raise
        if self._failure is not None:
            self._give_slots_back()
            return
        self.upload.status = "receiving"
        self._uploads.session.uploads.begin(self._number, self.upload.size)
        self._give_room()

    def _give_room(self) -> None:
        if self._read < self.upload.size:
            session = self._uploads.session
            session.give_room(self._number, self._read + _WINDOW * session.uploads.chunk_bytes)
            self._uploads.push()

    async def _wait(self) -> None:
        """Wait for news. If there is none for too long while a browser is connected, the upload has stalled."""
        self.news.clear()
        try:
            async with asyncio.timeout(self._uploads.limits.stall_seconds):
                await self.news.wait()
        except TimeoutError:
            if self._uploads.connected():
                self.end("failed", UploadProblem(STALLED, seconds=self._uploads.limits.stall_seconds))

    async def save(self, path: str | Path) -> Path:
        """Write the rest of the file to the disk."""
        try:
            file = NewFile(path, self.upload.name)
        except OSError:
            self.end("failed", UploadProblem(NOT_STORED))
            raise
        try:
            while chunk := await self._next():
                await file.write(chunk)
            saved = await file.finish()
        except OSError:
            self.end("failed", UploadProblem(NOT_STORED))
            raise
        finally:
            file.discard()
        self._complete()
        return saved

    # The end

    def _complete(self) -> None:
        if self.upload.status == "receiving":
            self.upload.progress = 1.0
            self.upload.status = "done"
            self._close(None)

    def end(self, status: Ending, problem: UploadProblem | None = None) -> None:
        """Stop the upload, unless it is complete."""
        if self.upload.status not in ("waiting", "receiving"):
            return
        self._failure = UploadError(self.upload.name, str(problem or "it was cancelled"))
        error = "" if problem is None else problem.said(self._uploads.locale())
        self.upload.error = error
        self.upload.status = status
        oddities.log(
            logging.INFO, "session %s: the file %r: %s", self._uploads.session.id, self.upload.name, problem or status
        )
        if error and self._is_told:
            self._uploads.tell(f"{self.upload.name}: {error}.")
        self._close(error or "cancelled")

    def _close(self, error: str | None) -> None:
        self._expiry.cancel()
        self._chunks.clear()
        self._uploads.incoming.pop(self._number, None)
        self._give_slots_back()
        self._uploads.session.end_upload(self._number, error)
        self._uploads.push()
        self.news.set()

    def _give_slots_back(self) -> None:
        while self._slots:
            self._slots.pop().give_back()


#: Types in which browsers run scripts: no file of such a type is taken for another one because of its name.
_ACTIVE = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript")


def accepts(accepted: str, name: str, type: str) -> bool:
    """Return whether an input's `accept` names a file.

    From https://html.spec.whatwg.org/#attr-input-accept.

    Args:
        accepted: The attribute.
        name: The file's name.
        type: Its MIME type by the browser. That comes from the user's system, and Windows says that a CSV file is
            `application/vnd.ms-excel`: the type that the name suggests counts, too.
    """
    said = type.lower()
    by_name = "" if said in _ACTIVE else (mimetypes.guess_type(name)[0] or "").lower()
    kinds = [kind for kind in (said, by_name) if kind]
    for item in accepted.lower().split(","):
        wanted = item.strip()
        if wanted.startswith("."):
            if name.lower().endswith(wanted):
                return True
        elif wanted == "*/*" or any(kind == wanted or f"{kind.partition('/')[0]}/*" == wanted for kind in kinds):
            return True
    return False


class _Refused:
    """The source of a file that is refused, and of which nothing is sent.

    Args:
        failure: The exception that reading it raises.
    """

    def __init__(self, failure: UploadError) -> None:
        self._failure = failure

    async def next_chunk(self) -> bytes:
        """Raise the error."""
        raise self._failure

    async def save(self, path: str | Path) -> Path:
        """Raise the error."""
        raise self._failure

    def end(self, status: Ending, problem: UploadProblem | None = None) -> None:
        """Do nothing: it has ended."""


def _refused(name: str, file: _File, problem: UploadProblem, said: str) -> Upload:
    upload = upload_of(_Refused(UploadError(name, str(problem))), name, file.size, file.type)
    upload.error = said
    upload.status = "failed"
    return upload


def _nothing(text: str) -> None:
    pass
