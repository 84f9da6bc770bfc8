"""Demos of text inputs."""

from typing import Annotated

from pydantic import Field

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("text", "Text", "Controls to enter text.")


@FAMILY.demo("label", "help", "error", "unit")
class TextInput(Component):
    label: str = "Name"
    help: str = "As in your passport"
    error: str = ""
    unit: str = ""
    name: Annotated[str, Field(max_length=40, examples=["Ada Lovelace"])] = ""

    def render(self) -> Child:
        return w.text_input(
            self.label,
            bind=self.field("name"),
            help=self.help,
            error=self.error or None,
            after=self.unit or None,
        )


@FAMILY.demo()
def text_area(label: str = "Message", help: str = "", counter: bool = True, grows: bool = True) -> Child:
    return w.text_area(label, help=help, counter=counter, maxlength=200, grows=grows)


@FAMILY.demo()
def password_input(label: str = "Password", help: str = "At least ten characters", shows: bool = True) -> Child:
    return w.password_input(label, help=help, shows=shows, autocomplete="new-password")


@FAMILY.demo("label", "placeholder")
class SearchInput(Component):
    label: str = "Search"
    placeholder: str = "Orders, customers ..."
    words: str = ""

    def render(self) -> Child:
        return w.column(
            w.search_input(self.label, bind=self.field("words"), placeholder=self.placeholder),
            h.p(f"You look for {self.words!r}." if self.words else "Type something."),
        )


@FAMILY.demo()
def otp_input(
    label: str = "Code", length: Annotated[int, Field(ge=1, le=12)] = 6, help: str = "From your phone"
) -> Child:
    return w.otp_input(label, length=length, help=help)


@FAMILY.demo("label", "placeholder", "multiline")
class Editable(Component):
    label: str = "Title"
    placeholder: str = "Without a title"
    multiline: bool = False
    title: str = "Click me to change me"

    def render(self) -> Child:
        return w.editable(
            self.title,
            label=self.label,
            placeholder=self.placeholder,
            multiline=self.multiline,
            on_change=self.rename,
        )

    def rename(self, title: str) -> None:
        self.title = title
