"""File uploads from the user's device."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from domsync import Component, Upload, VNode, on
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.components.formats import number_text
from domsync.widgets.base import Common, is_empty, parted
from domsync.widgets.feedback.alerts import cross
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

#: The maximum number of finished files that are listed.
_MOST_LISTED = 100


def size_text(size: int) -> str:
    """Format the size of a file: `1.4 MB`.

    Args:
        size: The size in bytes.
    """
    units = (word("{size} B"), word("{size} kB"), word("{size} MB"), word("{size} GB"), word("{size} TB"))
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(units) - 1:
        amount, unit = amount / 1000, unit + 1
    return units[unit].format(size=number_text(amount, digits=0 if unit == 0 or amount >= 100 else 1))


class FileUpload(Component):
    """The component that `file_upload` makes: see there."""

    label: Child
    on_upload: Any
    accept: str | None = None
    multiple: bool = False
    max_bytes: int | None = None
    max_files: int | None = None
    help: Child = None
    disabled: bool = False
    keeps: bool = True
    attributes: dict[str, Any] = {}

    uploads: list[Upload] = []

    def render(self) -> VNode:
        name = unique_id("files")
        note = None if is_empty(self.help) else h.p(self.help, id=f"{name}-help", class_="ds-help")
        limits: dict[str, Any] = {"max_bytes": self.max_bytes, "max_files": self.max_files, "refused": True}
        problems = [f"{name}-{place}" for place, upload in enumerate(self.uploads) if upload.error]
        described = [*([f"{name}-help"] if note is not None else ()), *problems]
        chooser = h.label(
            h.span(self.label, class_="ds-upload-label"),
            h.span(
                word("Choose files") if self.multiple else word("Choose a file"), class_="ds-button", id=f"{name}-b"
            ),
            h.span(word("or drop them here") if self.multiple else word("or drop it here"), class_="ds-help"),
            h.input(
                type="file",
                id=name,
                class_="ds-file",
                accept=self.accept,
                multiple=self.multiple,
                disabled=self.disabled,
                on_upload=on(self.receive, **limits),
                aria={"describedby": " ".join(described) or None, "invalid": "true" if problems else None},
            ),
            class_="ds-drop",
            on_upload=None if self.disabled else on(self.receive, drop=True, **limits),
        )
        listed = h.ul(
            [self.item(f"{name}-{place}", upload) for place, upload in enumerate(self.uploads)], class_="ds-uploads"
        )
        own = dict(self.attributes)
        return h.div(
            chooser,
            note,
            listed if self.uploads else None,
            class_=["ds-field", own.pop("class_", None)],
            **own,
        )

    def item(self, name: str, upload: Upload) -> VNode:
        """One file: its progress or why it was refused, and a button to cancel it or to remove it from the list."""
        runs = upload.status in ("waiting", "receiving")
        state = word(_STATES[upload.status])
        bar = h.progress(value=upload.progress, max=1, aria={"label": upload.name}, class_="ds-progress-bar")
        what = word("Cancel {name}", name=upload.name) if runs else word("Remove {name}", name=upload.name)
        return h.li(
            h.span(upload.name, class_="ds-upload-name"),
            h.span(size_text(upload.size), class_="ds-help"),
            h.span(bar, class_="ds-tone--info ds-upload-bar") if runs else None,
            h.span(upload.error, class_="ds-error", role="alert", id=name)
            if upload.error
            else h.span(state, class_="ds-help", role="status"),
            h.button(
                cross(), type="button", class_="ds-close", aria={"label": what}, on_click=partial(self.remove, upload)
            ),
            class_="ds-upload",
            key=f"{id(upload)}",
        )

    async def receive(self, upload: Upload) -> None:
        """Show a file that arrives, and pass it to the program."""
        is_refused = upload.status == "failed"
        # A single file that was accepted before stays if the new one is refused; otherwise the new one replaces it.
        before = self.uploads if self.multiple else [other for other in self.uploads if is_refused and not other.error]
        self.uploads = [*before[-_MOST_LISTED + 1 :], upload]
        if is_refused:
            return
        result = self.on_upload(upload)
        if isawaitable(result):
            await result
        if not self.keeps and upload.status == "done":
            self.uploads = [other for other in self.uploads if other is not upload]

    def remove(self, upload: Upload) -> None:
        """Cancel a file that is arriving; remove any other from the list."""
        if upload.status in ("waiting", "receiving"):
            upload.cancel()
        else:
            self.uploads = [other for other in self.uploads if other is not upload]


_STATES = {
    "waiting": "Waiting",
    "receiving": "Uploading",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
}


def file_upload(
    label: Child,
    on_upload: Callable[[Upload], object],
    *,
    accept: str | None = None,
    multiple: bool = False,
    max_bytes: int | None = None,
    max_files: int | None = None,
    help: Child = None,
    disabled: bool = False,
    keeps: bool = True,
    **attributes: Unpack[Common],
) -> FileUpload:
    """An upload area: files are chosen or dropped, and listed with their progress.

    >>> w.file_upload("Invoices", self.receive, accept="application/pdf", multiple=True)

    Args:
        label: Its label.
        on_upload: An `async` function that is called with each `Upload`, and reads or saves it. The file is sent as it
            is read.
        accept: The types that are accepted: `"image/*"`, `".csv,text/csv"`.
        multiple: Whether it accepts several files.
        max_bytes: The size of the largest file; by default the server's limit.
        max_files: The most files at once. The list says why a file is refused; `on_upload` is not called for it.
        help: Text below it.
        disabled: Whether it is disabled.
        keeps: Whether completed files stay in the list.
        attributes: Of the outer element: `class_`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter, Space | opens the system's file dialog |
        | Tab | goes to the buttons in the list that cancel uploads |

    Raises:
        TypeError: It has no label, or `on_upload` is not a function.
    """
    if is_empty(label):
        raise TypeError("file_upload() needs a label")
    if not callable(on_upload):
        raise TypeError(f"file_upload() needs a function that takes each Upload, not {on_upload!r}")
    own, directives = parted(attributes)
    return FileUpload(
        label=label,
        on_upload=on_upload,
        accept=accept,
        multiple=multiple,
        max_bytes=max_bytes,
        max_files=max_files,
        help=help,
        disabled=disabled,
        keeps=keeps,
        attributes=own,
        **directives,
    )
