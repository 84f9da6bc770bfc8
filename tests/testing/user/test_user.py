"""What the user does: the events that happen, in their order, and what the browser does by itself."""

from functools import partial
from typing import Any

import pytest
from pydantic import PrivateAttr

from domsync import Component, Document, events, on
from domsync import html as h
from domsync.dom.events.event import Event
from domsync.testing import NotUsableError, Page, render_page

MOUSE = ("pointerdown", "mousedown", "focusin", "pointerup", "mouseup", "click", "dblclick", "auxclick", "contextmenu")
KEYS = ("keydown", "keypress", "beforeinput", "input", "keyup", "change", "submit", "click")


class Log(Component):
    """Shows what it is given, and logs the events that bubble up to it."""

    types: tuple[str, ...]
    content: Any = None
    _seen: list[str] = PrivateAttr(default_factory=list)

    def render(self) -> Any:
        content = self.content() if callable(self.content) else self.content
        handlers: dict[str, Any] = {f"on_{name}": self.note for name in self.types}
        return h.div(content, **handlers)

    def note(self, event: Event) -> None:
        self._seen.append(event.type)

    def taken(self) -> list[str]:
        seen, self._seen = self._seen, []
        return seen


def watched(types: tuple[str, ...], *content: object) -> tuple[Page, Log]:
    log = Log(types=types, content=list(content))
    return render_page(log), log


def test_the_events_of_a_click() -> None:
    page, log = watched(MOUSE, h.button("b"))
    page.get_by_role("button").click()
    assert log.taken() == ["pointerdown", "mousedown", "focusin", "pointerup", "mouseup", "click"]
    assert page.get_by_role("button").is_focused()
    page.get_by_role("button").dblclick()
    once = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]
    assert log.taken() == [*once, *once, "dblclick"]
    page.get_by_role("button").click(button="right")
    assert log.taken() == ["pointerdown", "mousedown", "contextmenu", "pointerup", "mouseup", "auxclick"]


def test_what_a_click_tells() -> None:
    told: list[events.ClickEvent] = []

    def clicked(event: events.ClickEvent) -> None:
        told.append(event)

    page = render_page(lambda: h.button("b", on_click=clicked))
    page.get_by_role("button").click(modifiers=("Shift", "Alt"), position=(3, 4))
    [event] = told
    assert (event.shiftKey, event.altKey, event.ctrlKey, event.metaKey) == (True, True, False, False)
    assert (event.clientX, event.clientY, event.button, event.detail) == (3, 4, 0, 1)
    with pytest.raises(ValueError, match="'Hyper' cannot be held"):
        page.get_by_role("button").click(modifiers=("Hyper",))


def test_hovering_enters_and_leaves() -> None:
    seen: list[str] = []

    def note(name: str) -> Any:
        return {f"on_{kind}": partial(seen.append, f"{name} {kind}") for kind in ("mouseenter", "mouseleave")}

    page = render_page(lambda: [h.div(h.b("in", **note("b")), **note("div")), h.p("beside", **note("p"))])
    page.get_by_text("in").hover()
    assert seen == ["div mouseenter", "b mouseenter"]
    seen.clear()
    page.get_by_text("in").hover()
    assert seen == []
    page.get_by_text("beside").hover()
    assert seen == ["b mouseleave", "div mouseleave", "p mouseenter"]


def test_the_events_of_typing() -> None:
    page, log = watched(KEYS, h.input())
    page.locator("input").type("a")
    assert log.taken() == ["keydown", "keypress", "beforeinput", "input", "keyup"]
    assert page.locator("input").value == "a"
    page.locator("input").fill("xyz")
    assert log.taken() == ["beforeinput", "input"]
    page.locator("input").press("Backspace")
    assert log.taken() == ["keydown", "input", "keyup"]
    assert page.locator("input").value == "xy"
    page.locator("input").blur()
    assert log.taken() == ["change"]
    page.locator("input").focus()
    page.locator("input").blur()
    assert log.taken() == []


def test_what_a_key_tells() -> None:
    told: list[events.KeyboardEvent] = []

    def pressed(event: events.KeyboardEvent) -> None:
        told.append(event)

    page = render_page(lambda: h.input(on_keydown=pressed))
    for key in ("a", "Shift+a", "Control++", "Enter", "Space", "7", "ArrowLeft", "é"):
        page.locator("input").press(key)
    assert [(event.key, event.code, event.ctrlKey) for event in told] == [
        ("a", "KeyA", False),
        ("Shift", "ShiftLeft", False),
        ("A", "KeyA", False),
        ("Control", "ControlLeft", True),
        ("+", "", True),
        ("Enter", "Enter", False),
        (" ", "Space", False),
        ("7", "Digit7", False),
        ("ArrowLeft", "ArrowLeft", False),
        ("é", "", False),
    ]


def test_a_prevented_key_types_nothing() -> None:
    page = render_page(lambda: h.input(on_keydown=on(lambda: None, prevent_default=True, key="x")))
    page.locator("input").type("axb")
    assert page.locator("input").value == "ab"


def test_editing_with_keys() -> None:
    page = render_page(lambda: h.input(value="hello"))
    field = page.locator("input")
    for key in ("Home", "Delete", "ArrowRight", "X", "End", "!"):
        field.press(key)
    assert field.value == "eXllo!"
    for key in ("Control+A", "Control+X", "v", "Control+V", "Control+V"):
        field.press(key)
    assert field.value == "veXllo!eXllo!"
    field.paste(" pasted")
    assert field.value == "veXllo!eXllo! pasted"
    field.clear()
    assert field.value == ""


def test_a_field_takes_what_it_is_for() -> None:
    page = render_page(lambda: [h.input(maxlength=3), h.input(type="number"), h.textarea()])
    page.locator("input").first.type("abcdef")
    assert page.locator("input").first.value == "abc"
    page.locator("[type=number]").type("1a2")
    assert page.locator("[type=number]").value == "12"
    page.locator("[type=number]").press("ArrowUp")
    assert page.locator("[type=number]").value == "13"
    page.locator("textarea").type("a\nb")
    assert page.locator("textarea").value == "a\nb"


def test_ticking() -> None:
    page, log = watched(("click", "input", "change"), h.input(type="checkbox"))
    box = page.get_by_role("checkbox")
    box.check()
    assert log.taken() == ["click", "input", "change"]
    assert box.checked
    box.check()
    assert log.taken() == []
    box.uncheck()
    assert not box.checked
    box.press("Space")
    assert box.checked


def test_a_prevented_click_ticks_nothing() -> None:
    page = render_page(lambda: h.input(type="checkbox", on_click=on(lambda: None, prevent_default=True)))
    page.get_by_role("checkbox").click()
    assert not page.get_by_role("checkbox").checked
    with pytest.raises(NotUsableError, match="was clicked, but is not ticked"):
        page.get_by_role("checkbox").check()


def test_radio_buttons_exclude_each_other() -> None:
    page, log = watched(
        ("change",),
        *[h.label(h.input(type="radio", name="size", value=size), size) for size in ("S", "M", "L")],
    )
    page.get_by_label("M").check()
    page.get_by_label("L").check()
    page.get_by_label("L").check()
    assert log.taken() == ["change", "change"]
    assert [radio.checked for radio in page.get_by_role("radio")] == [False, False, True]
    page.get_by_label("L").press("ArrowDown")
    assert [radio.checked for radio in page.get_by_role("radio")] == [True, False, False]
    with pytest.raises(NotUsableError, match="radio button"):
        page.get_by_label("S").uncheck()


def test_a_label_clicks_its_control() -> None:
    page, log = watched(
        ("click",), h.label("Yes", h.input(type="checkbox")), h.label("Name", for_="n"), h.input(id="n")
    )
    page.get_by_text("Yes").click()
    assert page.get_by_role("checkbox").checked
    assert log.taken() == ["click", "click"]
    page.get_by_text("Name").click()
    assert page.locator("#n").is_focused()
    page.get_by_text("Name").fill("Ada")
    assert page.locator("#n").value == "Ada"


def test_selecting() -> None:
    page, log = watched(
        ("input", "change"),
        h.select(h.option("One", value="1"), h.option("Two", value="2"), h.option("Three", value="3", disabled=True)),
        h.select(h.option("a"), h.option("b"), h.option("c"), multiple=True),
    )
    one, many = page.locator("select").first, page.locator("select").last
    one.select("2")
    assert (one.value, log.taken()) == ("2", ["input", "change"])
    one.select("One")
    assert one.value == "1"
    one.press("ArrowDown")
    assert one.value == "2"
    many.select("a", "c")
    assert many.selected == ["a", "c"]
    with pytest.raises(NotUsableError, match=r"has no option '3' that can be chosen, but '1', '2'"):
        one.select("3")
    with pytest.raises(NotUsableError, match="takes one option"):
        one.select("1", "2")


def test_picking() -> None:
    page, log = watched(("input", "change"), h.input(type="date"), h.input(type="range", min=0, max=10, value=5))
    page.locator("[type=date]").fill("2024-05-17")
    assert log.taken() == ["input", "change"]
    assert page.locator("[type=date]").value == "2024-05-17"
    page.locator("[type=range]").press("ArrowRight")
    assert page.locator("[type=range]").value == "6"


def test_tab_goes_from_field_to_field() -> None:
    page = render_page(
        lambda: [
            h.input(id="a"),
            h.input(id="no", disabled=True),
            h.a("b", href="/", id="b"),
            h.div("c", id="c", tabindex=0),
            h.div("never", tabindex=-1),
            h.button("d", id="d", hidden=True),
            h.button("first", id="first", tabindex=1),
        ]
    )
    order = []
    for _ in range(6):
        page.press("Tab")
        order.append(page.focused["id"] if page.focused.count() else None)
    # After the last one it is the browser's own turn.
    assert order == ["first", "a", "b", "c", None, "first"]
    page.press("Shift+Tab")
    page.press("Shift+Tab")
    assert page.focused["id"] == "c"


def test_where_the_caret_is_after_tab() -> None:
    page = render_page(lambda: [h.input(id="a", value="xyz"), h.textarea("one\ntwo", id="t"), h.button("b")])
    page.locator("#a").click()
    page.press("Tab")
    page.press("7")
    page.press("Tab")
    page.press("Shift+Tab")
    page.press("8")
    # A text of several lines keeps its caret, and begins with it before the text; of one line, all is chosen.
    assert page.locator("#t").value == "78one\ntwo"
    page.press("Shift+Tab")
    page.press("9")
    assert page.locator("#a").value == "9"


def test_all_is_chosen_where_one_has_selected_last() -> None:
    page = render_page(lambda: [h.div("typed", id="e", contenteditable=True), h.input(id="a"), h.button("b")])
    page.locator("#e").click()
    page.press("Shift+ArrowLeft")
    page.get_by_role("button").click()
    page.press("Control+A")
    page.press("x")
    assert page.locator("#e").text == "x"
    # In a control, the selection ends with the focus.
    page.locator("#a").click()
    page.get_by_role("button").click()
    page.press("Control+A")
    assert page.focused.text == "b"


def test_buttons_by_keyboard() -> None:
    page, log = watched(("click",), h.button("a"), h.a("link", href="#x"))
    page.get_by_role("button").press("Enter")
    page.get_by_role("button").press("Space")
    page.get_by_role("link").press("Enter")
    assert log.taken() == ["click"] * 3
    # A slider is none.
    page, log = watched(("click",), h.input(type="range"))
    page.locator("input").press("Space")
    assert log.taken() == []


def test_details_open_and_close() -> None:
    told: list[events.ToggleEvent] = []

    def toggled(event: events.ToggleEvent) -> None:
        told.append(event)

    page = render_page(lambda: h.details(h.summary("More"), h.p("hidden"), on_toggle=toggled))
    assert not page.get_by_text("hidden").is_visible()
    page.get_by_text("More").click()
    assert page.get_by_text("hidden").is_visible()
    page.get_by_text("More").click()
    assert [event.newState for event in told] == ["open", "closed"]


def test_what_the_user_cannot_do() -> None:
    page = render_page(
        lambda: [
            h.button("hidden", hidden=True),
            h.button("disabled", disabled=True),
            h.fieldset(h.button("off"), disabled=True),
            h.div(h.button("inert"), inert=True),
            h.input(id="read", readonly=True),
            h.input(id="box", type="checkbox"),
            h.p("text"),
        ]
    )
    click = [("hidden", "is not visible"), ("disabled", "is disabled"), ("off", "is disabled"), ("inert", "inert")]
    for text, problem in click:
        with pytest.raises(NotUsableError, match=problem):
            page.get_by_text(text).click()
    with pytest.raises(NotUsableError, match="is read-only"):
        page.locator("#read").fill("x")
    with pytest.raises(NotUsableError, match="cannot be filled, but checked or selected"):
        page.locator("#box").fill("x")
    with pytest.raises(NotUsableError, match="cannot be filled: <p>"):
        page.locator("p").fill("x")
    with pytest.raises(NotUsableError, match="is not a checkbox"):
        page.locator("p").check()
    with pytest.raises(NotUsableError, match="is not a select"):
        page.locator("p").select("x")
    with pytest.raises(NotUsableError, match="cannot be focused"):
        page.locator("p").focus()
    with pytest.raises(NotUsableError, match="is not in a form"):
        page.locator("p").submit()


def test_an_element_that_goes_while_it_is_pressed_is_not_clicked() -> None:
    class Shy(Component):
        here: bool = True
        clicked: bool = False

        def render(self) -> Any:
            return self.here and h.button("x", on_mousedown=self.go, on_click=self.click)

        def go(self) -> None:
            self.here = False

        def click(self) -> None:
            self.clicked = True

    shy = Shy()
    render_page(shy).get_by_role("button").click()
    assert (shy.here, shy.clicked) == (False, False)


def test_dragging() -> None:
    dropped: list[str | None] = []
    ended: list[str] = []

    def drop(event: events.DragEvent) -> None:
        dropped.append(event.text)

    page = render_page(
        lambda: [
            h.div("card", draggable=True, on_dragend=lambda: ended.append("end")),
            h.div("bin", on_dragover=on(lambda: None, prevent_default=True), on_drop=drop),
            h.div("wall", on_drop=drop),
        ]
    )
    page.get_by_text("card").drag_to(page.get_by_text("bin"), text="7")
    assert (dropped, ended) == (["7"], ["end"])
    page.get_by_text("card").drag_to(page.get_by_text("wall"), text="8")
    assert dropped == ["7"]


def test_events_of_ones_own() -> None:
    told: list[dict[str, object]] = []

    def show(document: Document) -> None:
        outer = document.createElement("div", attributes={"data-row-id": "7"})
        outer.appendChild(document.createElement("p", innerText="x"))
        fields = [("x", "detail.x"), ("row", "currentTarget.dataset.rowId"), ("text", "target.textContent")]
        outer.addEventListener("moved", lambda event: told.append(dict(event)), fields=fields)
        document.body.appendChild(outer)

    page = render_page(show)
    page.locator("p").dispatch("moved", detail={"x": 3})
    assert [(one["x"], one["row"], one["text"]) for one in told] == [(3, "7", "x")]


def test_pasting_tells_the_text() -> None:
    told: list[str | None] = []

    def pasted(event: events.ClipboardEvent) -> None:
        told.append(event.text)

    page = render_page(lambda: h.input(on_paste=pasted))
    page.locator("input").paste("abc")
    assert told == ["abc"]
    assert page.locator("input").value == "abc"


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("1e5e", "1e5"),
        ("1.2.3", "1.23"),
        ("--5", ""),
        ("1-e-3", ""),
        ("1e-5-", "1e-5"),
        ("+7", "7"),
        ("7.", "7"),
        ("1,5x", "15"),
    ],
)
def test_a_number_takes_what_may_become_one(typed: str, held: str) -> None:
    page = render_page(lambda: h.input(type="number", aria={"label": "Amount"}))
    page.get_by_label("Amount").type(typed)
    assert page.get_by_label("Amount").value == held
