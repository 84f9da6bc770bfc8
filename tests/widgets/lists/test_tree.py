"""Trees: what is in items comes when they are opened; choosing, ticking, moving, and the keyboard of the pattern."""

import asyncio
from collections import deque
from typing import Any

import pytest
from pydantic import BaseModel

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.lists.tree import MOST_SHOWN

FILES: dict[str, Any] = {"docs": {"a.md": None, "b.md": None}, "src": {"lib": {"x.py": None}}, "README": None}


class Files(Component):
    files: dict[str, Any] = FILES
    expanded: list[Any] = [("docs",)]
    chosen: Any = None
    checked: set[Any] = set()
    moves: list[Any] = []
    checks: bool = False
    moving: bool = False

    def render(self) -> Any:
        fields: dict[str, Any] = {}
        if self.checks:
            fields |= {"checked": self.checked, "on_check": self.check}
        else:
            fields |= {"selected": self.chosen, "on_select": self.choose}
        if self.moving:
            fields["on_move"] = self.move
        return [
            h.button("before"),
            w.tree(self.files, label="Files", expanded=self.expanded, **fields),
            h.button("after"),
        ]

    def choose(self, path: Any) -> None:
        self.chosen = path

    def check(self, checked: set[Any]) -> None:
        self.checked = checked

    def move(self, path: Any, parent: Any, index: int) -> None:
        self.moves = [*self.moves, (path, parent, index)]
        source, target = self.files, self.files
        for name in path[:-1]:
            source = source[name]
        for name in parent or ():
            target = target[name]
        if not isinstance(target, dict):
            return
        moved = source.pop(path[-1])
        names = list(target)
        names.insert(index, path[-1])
        rest = {**target, path[-1]: moved}
        target.clear()
        target.update((name, rest[name]) for name in names)


def texts(page: Any) -> list[str]:
    found: list[str] = page.get_by_role("treeitem").texts
    return found


def item(page: Any, name: str) -> Any:
    return page.get_by_role("treeitem", name=name, exact=True)


def focused(page: Any) -> str:
    return str(page.focused.text)


def test_only_what_is_open_is_there() -> None:
    page = render_page(Files)
    assert page.get_by_role("tree", name="Files")
    assert texts(page) == ["docs", "a.md", "b.md", "src", "README"]
    assert [one["aria-level"] for one in page.get_by_role("treeitem")] == ["1", "2", "2", "1", "1"]
    assert item(page, "README").get_attribute("aria-expanded") is None
    item(page, "src").locator(".ds-tree-sign").click()
    assert texts(page) == ["docs", "a.md", "b.md", "src", "lib", "README"]
    assert page.last.bytes < 500
    item(page, "docs").locator(".ds-tree-sign").click()
    assert texts(page) == ["docs", "src", "lib", "README"]
    assert page.last.bytes < 120


def test_keys_of_the_pattern() -> None:
    page = render_page(Files)
    page.get_by_role("button", name="before").focus()
    page.press("Tab")
    assert focused(page) == "docs"
    for key, expected in (
        *(("ArrowDown", "a.md"), ("ArrowDown", "b.md"), ("ArrowDown", "src"), ("ArrowUp", "b.md")),
        *(("ArrowLeft", "docs"), ("ArrowRight", "a.md"), ("End", "README"), ("ArrowDown", "README")),
        *(("Home", "docs"), ("ArrowUp", "docs"), ("s", "src"), ("r", "README"), ("d", "docs"), ("ArrowLeft", "docs")),
    ):
        # Without a pause, letters are those of one word.
        page.advance(1)
        page.press(key)
        assert focused(page) == expected, key
    for letter in "re":
        page.press(letter)
    assert focused(page) == "README"
    page.press("Home")
    assert texts(page) == ["docs", "src", "README"]
    page.press("*")
    assert texts(page) == ["docs", "a.md", "b.md", "src", "lib", "README"]
    page.advance(1)
    page.press("s")
    page.press("Enter")
    assert page.component.chosen == ("src",)
    assert item(page, "src")["aria-selected"] == "true"
    page.press("Tab")
    assert focused(page) == "after"
    page.press("Shift+Tab")
    assert focused(page) == "src"
    page.press("Shift+Tab")
    assert focused(page) == "before"


def test_one_choice_is_two_attributes() -> None:
    page = render_page(Files)
    item(page, "docs").click()
    item(page, "README").click()
    assert page.component.chosen == ("README",)
    assert page.last.bytes < 120
    assert [one["aria-selected"] for one in page.get_by_role("treeitem")] == ["false"] * 4 + ["true"]


def test_ticks_go_up_and_down() -> None:
    page = render_page(Files(checks=True))
    item(page, "a.md").locator(".ds-tree-box").click()
    assert page.component.checked == {("docs", "a.md")}
    assert item(page, "docs")["aria-checked"] == "mixed"
    item(page, "b.md").focus()
    page.press(" ")
    assert item(page, "docs")["aria-checked"] == "true"
    assert page.component.checked == {("docs",), ("docs", "a.md"), ("docs", "b.md")}
    item(page, "docs").locator(".ds-tree-box").click()
    assert page.component.checked == set()
    # What was not opened yet stands for what is in it, until it is.
    item(page, "src").locator(".ds-tree-box").click()
    assert page.component.checked == {("src",)}
    item(page, "src").locator(".ds-tree-sign").click()
    assert page.component.checked == {("src",), ("src", "lib")}
    assert item(page, "lib")["aria-checked"] == "true"
    item(page, "lib").locator(".ds-tree-box").click()
    assert item(page, "src")["aria-checked"] == "false"


def test_dragging() -> None:
    page = render_page(Files(moving=True, files={"docs": {"a.md": None, "b.md": None}, "src": {}, "README": None}))
    item(page, "README").drag_to(item(page, "docs"))
    assert page.component.moves == [(("README",), ("docs",), 2)]
    assert texts(page) == ["docs", "a.md", "b.md", "README", "src"]
    assert page.get_by_role("status").text == "README: docs, 3 of 3"
    # Nothing can be in itself, or in what is in it.
    item(page, "docs").drag_to(item(page, "a.md"))
    assert len(page.component.moves) == 1


def test_moving_by_keys() -> None:
    page = render_page(Files(moving=True, files={"docs": {"a.md": None, "b.md": None}, "src": {}, "README": None}))
    item(page, "a.md").focus()
    page.press("Alt+ArrowDown")
    assert page.component.moves == [(("docs", "a.md"), ("docs",), 1)]
    assert texts(page) == ["docs", "b.md", "a.md", "src", "README"]
    assert focused(page) == "a.md"
    assert page.get_by_role("status").text == "a.md: docs, 2 of 2"
    page.press("Alt+ArrowUp")
    page.press("Alt+ArrowUp")
    assert page.component.moves[1:] == [(("docs", "a.md"), ("docs",), 0)]
    item(page, "b.md").focus()
    page.press("Alt+ArrowLeft")
    assert page.component.moves[2:] == [(("docs", "b.md"), None, 1)]
    assert page.get_by_role("status").text == "b.md: Files, 2 of 4"
    assert focused(page) == "b.md"
    item(page, "README").focus()
    page.press("Alt+ArrowRight")
    assert page.component.moves[3:] == [(("README",), ("src",), 0)]


def test_a_move_that_is_refused_is_said() -> None:
    page = render_page(Files(moving=True))
    item(page, "b.md").focus()
    page.press("Alt+ArrowRight")
    # A file takes nothing in.
    assert page.component.moves == [(("docs", "b.md"), ("docs", "a.md"), 0)]
    assert page.get_by_role("status").text == "b.md was not moved"


def test_a_move_sends_that_item() -> None:
    files = {f"{n:03}": None for n in range(150)}
    page = render_page(Files(moving=True, files=files, expanded=[]))
    item(page, "149").drag_to(item(page, "000"))
    item(page, "149").focus()
    page.press("Alt+ArrowUp")
    assert texts(page)[-2:] == ["149", "148"]
    assert page.last.bytes < 250


class Folder(BaseModel):
    id: int
    name: str


class Mail(Component):
    fails: bool = False
    asked: list[int] = []
    opened: list[str] = []

    def render(self) -> Any:
        return w.tree(
            [Folder(id=1, name="Inbox"), Folder(id=2, name="Sent")],
            label="Mail",
            children=self.load,
            shows=lambda folder: h.span("\u2709 ", folder.name),
            key_of=lambda folder: folder.id,
            leaf=lambda folder: folder.id > 100,
            on_select=lambda folder: self.opened.append(folder.name),
        )

    async def load(self, folder: Folder) -> list[Folder]:
        self.asked.append(folder.id)
        await asyncio.sleep(1)
        if self.fails:
            raise ConnectionError("the server is away")
        return [Folder(id=folder.id * 10 + n, name=f"{folder.name} {n}") for n in range(2)]


def test_what_is_in_items_is_awaited() -> None:
    page = render_page(Mail)
    assert page.component.asked == []
    inbox = page.get_by_role("treeitem", name="Inbox").first
    inbox.locator(".ds-tree-sign").click()
    page.settle()
    assert page.component.asked == [1]
    assert texts(page) == ["✉ Inbox", "✉ Inbox 0", "✉ Inbox 1", "✉ Sent"]
    page.get_by_role("treeitem", name="Inbox 1").click()
    assert page.component.opened == ["Inbox 1"]


class Open(Mail):
    def render(self) -> Any:
        folders = [Folder(id=1, name="Inbox")]
        # A function that gives something to await is no coroutine function itself.
        return w.tree(
            folders,
            label="Mail",
            children=lambda folder: self.load(folder) if folder.id < 100 else None,
            shows=lambda folder: folder.name,
            key_of=lambda folder: folder.id,
            expanded=[1, 11],
        )


def test_what_is_open_at_first_is_loaded() -> None:
    page = render_page(Open)
    page.advance(3)
    assert texts(page) == ["Inbox", "Inbox 0", "Inbox 1", "Inbox 1 0", "Inbox 1 1"]


def test_what_cannot_be_loaded_is_tried_again() -> None:
    page = render_page(Mail(fails=True))
    sent = page.get_by_role("treeitem", name="Sent")
    sent.locator(".ds-tree-sign").click()
    page.settle()
    assert [str(error) for error in page.errors] == ["the server is away"]
    page.errors.clear()
    assert texts(page)[-1] == "It could not be loaded. Try again"
    page.component.fails = False
    page.get_by_role("treeitem", name="Try again").click()
    page.settle()
    assert texts(page) == ["✉ Inbox", "✉ Sent", "✉ Sent 0", "✉ Sent 1"]


def test_ten_thousand_items_in_one() -> None:
    many = {"all": {str(n): None for n in range(10_000)}}
    page = render_page(Files(files=many, expanded=[("all",)]))
    assert page.get_by_role("treeitem").count() == MOST_SHOWN + 2
    page.get_by_role("treeitem", name="Show 200 more").click()
    assert page.get_by_role("treeitem").count() == 2 * MOST_SHOWN + 2
    assert page.last.bytes < 9_000


class Forged(Component):
    calls: list[Any] = []

    def render(self) -> Any:
        return w.tree(FILES, label="Files", on_select=self.calls.append, on_check=self.calls.append)


@pytest.mark.parametrize(
    "detail",
    [
        ["select", "nobody", ""],
        ["__class__", "README", ""],
        ["move", "README", "inside docs"],
        ["step", "README", "ArrowUp"],
        ["open", "README", "true"],
        ["more", "README", ""],
    ],
)
def test_what_a_browser_makes_up_does_nothing(detail: list[str]) -> None:
    page = render_page(Forged)
    ids = {one.text: one["id"] for one in page.get_by_role("treeitem")}
    told = [ids.get(detail[1], detail[1]) if at == 1 else word for at, word in enumerate(detail)]
    page.get_by_role("tree").dispatch("ds-do", {"detail": told})
    assert page.component.calls == []
    assert texts(page) == ["docs", "src", "README"]
    assert not page.errors


def test_a_reconnect_keeps_what_is_open() -> None:
    page = render_page(Files)
    item(page, "src").locator(".ds-tree-sign").click()
    page.reconnect()
    item(page, "lib").locator(".ds-tree-sign").click()
    assert "x.py" in texts(page)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: w.tree({}, label=""), r"tree\(\) needs a label"),
        (lambda: w.tree([1], label="x", leaf=bool), "without children="),
    ],
)
def test_mistakes_say_what_to_write(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()


def test_items_that_cannot_be_told_apart() -> None:
    page = render_page(lambda: w.tree([Folder(id=1, name="a")], label="x"))
    assert "key_of=lambda item: item.id" in str(page.errors[0])
    page.errors.clear()


def test_nothing_in_it() -> None:
    page = render_page(lambda: w.tree([], label="Nothing", on_move=print))
    assert page.get_by_role("tree", name="Nothing")
    assert "Empty" in page.text


def test_items_of_any_sequence() -> None:
    page = render_page(lambda: w.tree(deque(["a", "b"]), label="Names"))
    assert page.get_by_role("treeitem").texts == ["a", "b"]


def test_two_items_with_one_key() -> None:
    page = render_page(lambda: w.tree(["a", "a"], label="Names"))
    assert {str(error).partition(": ")[0] for error in page.errors} == {"tree() has two items with the key 'a'"}
    page.errors.clear()


def test_children_that_cannot_be_loaded_at_once() -> None:
    """What a failed handler has assigned before its first wait is rolled back: the message must not be."""

    async def load(name: str) -> list[str]:
        raise OSError(name)

    page = render_page(lambda: w.tree(["a"], children=load, label="Names"))
    item = page.get_by_role("treeitem")
    with page.expect_error(OSError):
        item.focus()
        item.press("ArrowRight")
    assert "It could not be loaded. Try again" in page.text
