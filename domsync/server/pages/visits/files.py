"""The files of a visit: uploads, downloads, and images from memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domsync.components.reconciler.hiding import hidden_nodes
from domsync.dom.element.values import values_with
from domsync.server.files.downloads import Downloads, PageDownloads
from domsync.server.files.media import PageShown, ShownFiles
from domsync.server.files.uploads import IncomingUploads, UploadSlots

if TYPE_CHECKING:
    from domsync.components.locales import Locale
    from domsync.server.net.request import Request
    from domsync.server.pages.served_visit import ServedVisit
    from domsync.session import UploadChunk, UploadGivenUp


@dataclass(frozen=True, slots=True)
class FileStores:
    """The file stores shared by the visits of a process.

    Args:
        upload_slots: The number of files that may arrive at once.
        downloads: The files that wait to be fetched.
        shown: The data that pages show from memory.
    """

    upload_slots: UploadSlots
    downloads: Downloads = field(default_factory=Downloads)
    shown: ShownFiles = field(default_factory=ShownFiles)


class VisitFiles:
    """The files of a visit. Most visits never have any.

    Args:
        served: The visit.
        stores: The stores of the process.
    """

    __slots__ = ("_served", "_stores", "downloads", "shown", "uploads")

    def __init__(self, served: ServedVisit, stores: FileStores) -> None:
        self._served = served
        self._stores = stores
        #: Files that the browser sends.
        self.uploads: IncomingUploads | None = None
        #: The files that wait to be fetched.
        self.downloads: PageDownloads | None = None
        #: The data that the page shows from memory.
        self.shown: PageShown | None = None

    def incoming(self) -> IncomingUploads:
        """The files that the browser sends."""
        if self.uploads is None:
            served = self._served
            self.uploads = IncomingUploads(
                served.protocol,
                served.limits.uploads,
                self._stores.upload_slots,
                push=served.push,
                tell=served.notice,
                locale=self._locale,
                connected=self._is_connected,
            )
        return self.uploads

    def download(self, data: object, name: str | None, type: str | None) -> None:
        """Make the browser save a file; see `Visit.download`."""
        if self.downloads is None:
            served = self._served
            self.downloads = PageDownloads(
                self._stores.downloads,
                served.protocol,
                push=served.push,
                connected=self._is_connected,
                admits=self._admits,
            )
        self.downloads.offer(data, name, type)

    def url(self, data: object, type: str) -> str:
        """Return an address for data in memory; see `Visit.url`."""
        if self.shown is None:
            served = self._served
            request = served.request
            self.shown = PageShown(
                self._stores.shown,
                # Never "../": the page may go to another address, at which that would lead elsewhere.
                request.base if request.is_prefix_known or request.is_bare else "./",
                served.limits.shown_bytes,
                values=self._values_with,
                admits=self._admits,
            )
        return self.shown.url(data, type)

    def _is_connected(self) -> bool:
        return self._served.connected

    def _locale(self) -> Locale:
        return self._served.locale

    def _admits(self, request: Request) -> bool:
        return self._served.admits(request)

    def _values_with(self, part: str) -> Iterator[str]:
        """List the values of the page's attributes and styles that contain a text, also in hidden elements."""
        yield from values_with(part, self._served.document.documentElement)
        for root in self._served.scheduler.roots:
            for node in hidden_nodes(root):
                yield from values_with(part, node)

    def take(self, event: UploadChunk | UploadGivenUp) -> None:
        """Accept a part of a file from the browser, or note that the browser has cancelled it.

        Args:
            event: The part, or the cancellation.
        """
        if self.uploads is not None:
            self.uploads.take(event)

    def resume(self) -> None:
        """Continue uploads and downloads, because the browser is back."""
        if self.uploads is not None:
            self.uploads.resume()
        if self.downloads is not None:
            self.downloads.resume()

    def page_changed(self) -> None:
        """Note that the content of the page may have changed: data that nothing shows is dropped after some time."""
        if self.shown is not None:
            self.shown.look_later()

    def close(self) -> None:
        """Forget the files, because the visit has ended."""
        for each in (self.uploads, self.downloads, self.shown):
            if each is not None:
                each.close()
