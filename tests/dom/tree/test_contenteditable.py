"""An element that its user edits: setting its text takes away all that is there, whatever a browser has made of it."""

import pytest

from domsync import html as h
from domsync.dom import Document, Element, ops
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import canonical
from domsync.testing.tree.nodes import ReferenceElement, ReferenceNode


class Page:
    """A document with a browser whose user has edited the element."""

    def __init__(self, text: str = "text", editable: str = "true") -> None:
        self.document = Document("root")
        self.box: Element = self.document.createElement("div", attributes={"contenteditable": editable})
        if text:
            self.box.append(text)
        self.document.body.append(self.box)
        self.browser = ReferenceBrowser("root")
        self.browser.apply(self.document.take_ops())
        live = self.browser.documents[0].root.children[0]
        assert isinstance(live, ReferenceElement)
        self.live: ReferenceElement = live
        # As Chromium does for a new line.
        line = ReferenceElement("div")
        line.insert(ReferenceNode("#text", "typed"))
        live.insert(line)

    def told(self) -> list[type[ops.Op]]:
        told = self.document.take_ops()
        self.browser.apply(told)
        return [type(op) for op in told]

    @property
    def shown(self) -> str:
        return "".join(node.data for node in self.live.subtree() if node.kind == "#text")


WAYS = ["append", "innerText", "textContent", "replaceChildren"]


@pytest.mark.parametrize("text", ["other", "", "two\nlines", "a\r\nb"])
@pytest.mark.parametrize(("how", "before"), [("data", "text"), *((how, text) for how in WAYS for text in ("text", ""))])
def test_the_programs_text_takes_the_place_of_all_that_is_there(text: str, before: str, how: str) -> None:
    page = Page(before)
    child = page.box.firstChild
    if how == "data":
        assert child is not None
        child.nodeValue = text
    elif how == "append":
        if child is not None:
            page.box.removeChild(child)
        page.box.append(text)
    elif how == "replaceChildren":
        page.box.replaceChildren(text)
    else:
        setattr(page.box, how, text)
    page.told()
    assert page.shown == page.box.textContent
    assert page.browser.canonical() == canonical(page.document)


@pytest.mark.parametrize("text", ["text", ""])
@pytest.mark.parametrize("how", ["innerText", "textContent"])
def test_the_same_text_is_told_again(text: str, how: str) -> None:
    page = Page(text)
    setattr(page.box, how, text)
    assert page.told() == [ops.SetText]
    assert page.shown == text


def test_it_is_emptied_with_its_text() -> None:
    page = Page()
    child = page.box.firstChild
    assert child is not None
    page.box.removeChild(child)
    assert page.told() == [ops.SetText]
    assert page.shown == ""


def test_what_is_put_beside_what_the_user_has_written_leaves_it_alone() -> None:
    page = Page("")
    page.box.append(page.document.createElement("b", innerText="@Ann"))
    assert page.told() == [ops.Insert]
    assert page.shown == "typed@Ann"
    page.box.append(" and")
    assert page.told() == [ops.Insert]
    page.box.removeChild(page.box.childNodes[-1])
    assert page.told() == [ops.Remove]
    assert page.shown == "typed@Ann"


@pytest.mark.parametrize("editable", ["false", "FALSE"])
def test_elsewhere_a_text_is_a_text(editable: str) -> None:
    page = Page(editable=editable)
    page.box.firstChild.nodeValue = "other"  # type: ignore[union-attr]
    assert page.told() == [ops.SetData]
    page.box.innerText = "other"
    assert page.told() == []


def test_the_text_of_a_component_in_rows() -> None:
    """It is not deferred: only a live node knows that its text is not only the program's."""
    row = h.li([h.p("x") for _ in range(40)], h.div("text", contenteditable=True))
    assert row.size < 0
