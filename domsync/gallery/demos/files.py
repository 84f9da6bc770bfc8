"""Demos of file uploads."""

from domsync import Child, Component, Upload
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("files", "Files", "Files from the user's device.")


@FAMILY.demo("label", "help", "multiple", "disabled")
class FileUpload(Component):
    label: str = "Invoices"
    help: str = "At most 5 MB each; they are thrown away here"
    multiple: bool = True
    disabled: bool = False

    def render(self) -> Child:
        return w.file_upload(
            self.label,
            self.receive,
            multiple=self.multiple,
            max_bytes=5_000_000,
            help=self.help,
            disabled=self.disabled,
        )

    async def receive(self, upload: Upload) -> None:
        async for _ in upload:
            pass
