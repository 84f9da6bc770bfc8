"""`bind=`: the control shows the field, and what the user enters arrives in the field, validated."""

import datetime
import enum
import gc
import json
import weakref
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any, Literal, cast

import msgspec
import pytest
from pydantic import Field, field_validator

from domsync import html as h
from domsync.components.elements.bind import Binding, as_text, first_day
from domsync.components.handlers import Handler, on
from domsync.components.handlers.payloads import Source
from domsync.components.handlers.submission import field_of
from domsync.components.vnode import VNode, attributes_of, handler_of, properties_of
from domsync.dom.events import Event
from domsync.dom.ops import STOP_PROPAGATION, Listener
from domsync.errors import ProtocolError
from tests.components.page import Page

VALUE = ("value", "target.value")
CHECKED = ("checked", "target.checked")
#: What datetime-local gives has no time zone.
NOON = datetime.datetime.fromisoformat("2024-02-29T13:45")


class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"


class Settings(Page):
    name: str = "Ada"
    age: int = 36
    height: float | None = None
    limit: int = Field(default=5, ge=0)
    day: datetime.date | None = None
    at: datetime.datetime | None = None
    clock: datetime.time | None = None
    price: Decimal = Decimal("1.5")
    news: bool = False
    sizes: list[str] = ["s"]
    numbers: set[int] = {1}
    colour: Colour = Colour.RED
    size: Literal["s", "m"] = "s"
    month: str = ""
    shout: str = ""

    @field_validator("shout")
    @classmethod
    def louder(cls, text: str) -> str:
        if "?" in text:
            raise ValueError("no questions")
        return text.upper()


def the_handler(vnode: VNode, event: str) -> Handler:
    made = handler_of(vnode, event)
    assert made is not None
    return made


def send(vnode: VNode, event: str, payload: dict[str, Any], live: object = None) -> object:
    """Do what a browser does: run the handler with a payload, which must be exactly what was asked for."""
    made = the_handler(vnode, event)
    assert [name for name, _ in made.listener.fields] == list(payload)
    return made.call(json.dumps(payload).encode(), cast(Event, live))


def type_in(vnode: VNode, text: str) -> None:
    """Enter a text."""
    send(vnode, "input", {"value": text})


class TestText:
    @pytest.mark.parametrize("make", [h.input, h.textarea])
    def test_both_directions(self, make: Any) -> None:
        page = Settings()
        vnode = make(bind=page.field("name"), id="n")
        assert attributes_of(vnode) == {"id": "n", "name": "name"}
        assert properties_of(vnode) == {"value": "Ada"}
        assert vnode.listeners == {"input": Listener((VALUE,))}
        type_in(vnode, "Bob")
        assert page.name == "Bob"
        assert properties_of(make(bind=page.field("name"))) == {"value": "Bob"}

    def test_the_listener_is_the_same_object_each_time(self) -> None:
        page = Settings()
        first, second = (h.input(bind=page.field(name)).listeners for name in ("name", "age"))
        assert first is not None
        assert second is not None
        assert first["input"] is second["input"]

    @pytest.mark.parametrize(
        ("field", "kind", "text", "value", "shown"),
        [
            ("age", "number", "7", 7, "7"),
            ("age", "range", "7", 7, "7"),
            ("height", "number", "1.80", 1.8, "1.80"),
            ("height", "number", "", None, ""),
            ("height", "number", "-0", -0.0, "-0"),
            ("price", "text", "2.50", Decimal("2.50"), "2.50"),
            ("day", "date", "2024-02-29", datetime.date(2024, 2, 29), "2024-02-29"),
            ("day", "date", "", None, ""),
            ("day", "month", "2024-05", datetime.date(2024, 5, 1), "2024-05"),
            ("day", "week", "2024-W01", datetime.date(2024, 1, 1), "2024-W01"),
            ("month", "month", "2024-05", "2024-05", "2024-05"),
            ("at", "datetime-local", "2024-02-29T13:45", NOON, "2024-02-29T13:45"),
            ("clock", "time", "13:45:10", datetime.time(13, 45, 10), "13:45:10"),
            ("size", "text", "m", "m", "m"),
        ],
    )
    def test_types(self, field: str, kind: Any, text: str, value: object, shown: str) -> None:
        page = Settings()
        type_in(h.input(type=kind, bind=page.field(field)), text)
        assert getattr(page, field) == value
        assert type(getattr(page, field)) is type(value)
        assert properties_of(h.input(type=kind, bind=page.field(field))) == {"value": shown}
        assert page.errors == {}

    def test_a_field_that_a_program_sets_is_shown_as_it_is(self) -> None:
        page = Settings()
        type_in(h.input(type="number", bind=page.field("height")), "1.80")
        page.height = 2.5
        assert properties_of(h.input(type="number", bind=page.field("height"))) == {"value": "2.5"}

    def test_text_that_the_field_changes_is_shown_changed(self) -> None:
        page = Settings()
        type_in(h.input(bind=page.field("shout")), "abc")
        assert page.shout == "ABC"
        assert properties_of(h.input(bind=page.field("shout"))) == {"value": "ABC"}

    @pytest.mark.parametrize(
        ("value", "kind", "text"),
        [
            (None, "", ""),
            (True, "", "true"),
            (False, "", "false"),
            (Colour.BLUE, "", "b"),
            (0.5, "", "0.5"),
            (Decimal("1.50"), "", "1.50"),
            (datetime.date(2024, 5, 6), "", "2024-05-06"),
            (datetime.date(2024, 5, 6), "date", "2024-05-06"),
            (datetime.date(2024, 5, 6), "month", "2024-05"),
            (datetime.date(2024, 12, 30), "week", "2025-W01"),
            (NOON, "datetime-local", "2024-02-29T13:45"),
            (NOON.replace(second=1), "datetime-local", "2024-02-29T13:45:01"),
            (NOON.replace(tzinfo=datetime.UTC), "", "2024-02-29T13:45+00:00"),
            (datetime.time(1, 2), "time", "01:02"),
            (datetime.time(1, 2, 3, 4000), "time", "01:02:03.004"),
        ],
    )
    def test_values_as_controls_hold_them(self, value: object, kind: str, text: str) -> None:
        assert as_text(value, kind) == text

    def test_early_years_and_time_zones(self) -> None:
        assert as_text(datetime.date(33, 4, 3), "month") == "0033-04"
        assert as_text(datetime.date(33, 4, 3), "week") == "0033-W13"
        aware = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
        with pytest.raises(TypeError, match="with a time zone cannot be bound"):
            as_text(aware, "datetime-local")

    @pytest.mark.parametrize("text", ["2024-13", "2024-W60", "2024", "x", ""])
    def test_what_is_no_month_is_left_to_validation(self, text: str) -> None:
        assert first_day(text) == text


class TestNames:
    def test_a_control_has_its_fields_name(self) -> None:
        page = Settings()
        bound = [
            h.input(bind=page.field("name")),
            h.textarea(bind=page.field("name")),
            h.select(bind=page.field("name")),
            h.input(type="checkbox", bind=page.field("name")),
        ]
        assert {(vnode.attributes or {})["name"] for vnode in bound} == {"name"}

    def test_unless_it_has_one(self) -> None:
        assert attributes_of(h.input(bind=Settings().field("name"), name="given")) == {"name": "given"}

    def test_radio_buttons_make_one_group_in_each_component(self) -> None:
        names: list[str] = []
        for page in (Settings(), Settings()):
            radios = [h.input(type="radio", value=size, bind=page.field("size")) for size in "sm"]
            group = {(radio.attributes or {})["name"] for radio in radios}
            assert len(group) == 1
            names += group
        assert names[0] != names[1]
        assert [field_of(name) for name in names] == ["size", "size"]

    def test_nor_has_what_would_hide_a_property_of_the_form(self) -> None:
        class Text(Page):
            style: str = ""

        assert h.input(bind=Text().field("style")).attributes is None


class TestErrors:
    def test_what_does_not_validate_changes_nothing_and_says_so(self) -> None:
        page = Settings()
        vnode = h.input(type="number", bind=page.field("limit"))
        type_in(vnode, "-3")
        assert page.limit == 5
        assert page.errors == {"limit": "Please enter a value of at least 0"}
        assert page.refreshed == 1

    def test_what_was_typed_stays_in_the_control(self) -> None:
        page = Settings()
        type_in(h.input(bind=page.field("limit")), "abc")
        assert properties_of(h.input(bind=page.field("limit"))) == {"value": "abc"}

    def test_until_it_is_right(self) -> None:
        page = Settings()
        type_in(h.input(bind=page.field("limit")), "abc")
        type_in(h.input(bind=page.field("limit")), "7")
        assert page.limit == 7
        assert page.errors == {}
        assert page.refreshed == 2
        assert properties_of(h.input(bind=page.field("limit"))) == {"value": "7"}

    def test_or_until_the_program_sets_the_field_or_clears_the_errors(self) -> None:
        page = Settings()
        type_in(h.input(bind=page.field("limit")), "abc")
        page.limit = 9
        assert properties_of(h.input(bind=page.field("limit"))) == {"value": "9"}
        type_in(h.input(bind=page.field("limit")), "abc")
        page.errors.clear()
        assert properties_of(h.input(bind=page.field("limit"))) == {"value": "9"}

    def test_the_users_own_message(self) -> None:
        page = Settings()
        type_in(h.input(bind=page.field("shout")), "why?")
        assert page.errors == {"shout": "no questions"}
        assert properties_of(h.input(bind=page.field("shout"))) == {"value": "why?"}

    @pytest.mark.parametrize("raw", [b"", b"{}", b'{"value":5}', b'{"value":null}', b'{"value":"a","x":1}'])
    def test_what_no_browser_sends(self, raw: bytes) -> None:
        page = Settings()
        vnode = h.input(bind=page.field("name"))
        with pytest.raises(ProtocolError):
            the_handler(vnode, "input").call(raw)
        assert page.name == "Ada"

    def test_nothing_is_kept_of_components_that_are_gone(self) -> None:
        page = Settings()
        type_in(h.input(bind=page.field("limit")), "abc")
        gone = weakref.ref(page)
        del page
        gc.collect()
        assert gone() is None


class TestCheckboxes:
    def test_yes_or_no(self) -> None:
        page = Settings()
        vnode = h.input(type="checkbox", bind=page.field("news"))
        assert properties_of(vnode) == {"checked": False}
        assert vnode.listeners == {"change": Listener((CHECKED,))}
        send(vnode, "change", {"checked": True})
        assert page.news is True
        assert properties_of(h.input(type="checkbox", bind=page.field("news"))) == {"checked": True}

    def test_several_values(self) -> None:
        page = Settings()

        def box(size: str) -> VNode:
            return h.input(type="checkbox", value=size, bind=page.field("sizes"))

        assert attributes_of(box("s")) == {"type": "checkbox", "value": "s", "name": "sizes"}
        assert [properties_of(box(size)) for size in "sm"] == [{"checked": True}, {"checked": False}]
        send(box("m"), "change", {"checked": True})
        assert page.sizes == ["s", "m"]
        send(box("s"), "change", {"checked": False})
        assert page.sizes == ["m"]
        send(box("m"), "change", {"checked": True})
        assert page.sizes == ["m"]

    def test_several_values_of_another_type(self) -> None:
        page = Settings()
        send(h.input(type="checkbox", value=2, bind=page.field("numbers")), "change", {"checked": True})
        assert page.numbers == {1, 2}
        send(h.input(type="checkbox", value="x", bind=page.field("numbers")), "change", {"checked": True})
        assert page.numbers == {1, 2}
        assert "numbers" in page.errors

    def test_a_list_needs_a_value(self) -> None:
        with pytest.raises(TypeError, match="needs value=, the item that ticking it adds"):
            h.input(type="checkbox", bind=Settings().field("sizes"))

    def test_true_is_no_text(self) -> None:
        page = Settings()
        vnode = h.input(type="checkbox", bind=page.field("news"))
        with pytest.raises(ProtocolError):
            the_handler(vnode, "change").call(b'{"checked":"true"}')
        assert page.news is False


class TestRadios:
    def test_one_of_several(self) -> None:
        page = Settings()

        def button(colour: Colour) -> VNode:
            return h.input(type="radio", name="colour", value=colour.value, bind=page.field("colour"))

        assert [button(colour).properties for colour in Colour] == [{"checked": True}, {"checked": False}]
        assert button(Colour.RED).listeners == {"change": Listener((CHECKED,))}
        send(button(Colour.BLUE), "change", {"checked": True})
        assert page.colour is Colour.BLUE
        send(button(Colour.RED), "change", {"checked": False})
        assert page.colour is Colour.BLUE

    def test_it_needs_a_value(self) -> None:
        with pytest.raises(TypeError, match="needs value=, the value that choosing it sets"):
            h.input(type="radio", bind=Settings().field("colour"))


class TestSelects:
    def options(self) -> list[VNode]:
        return [h.option("small", value="s"), h.option("medium", value="m")]

    def test_one_option(self) -> None:
        page = Settings()
        vnode = h.select(*self.options(), bind=page.field("size"))
        assert [properties_of(cast(VNode, option)) for option in vnode.children] == [{"selected": True}, {}]
        assert vnode.listeners == {"change": Listener((VALUE,))}
        send(vnode, "change", {"value": "m"})
        assert page.size == "m"
        send(vnode, "change", {"value": "xl"})
        assert page.size == "m"
        assert page.errors == {"size": "Please choose one of the options"}

    def test_none_among_the_values_is_the_empty_option(self) -> None:
        class Choice(Page):
            level: Literal[1, 2, None] = 2

        page = Choice()

        def select() -> VNode:
            options = [h.option("-", value=""), h.option("1"), h.option("2")]
            return h.select(options, bind=page.field("level"))

        send(select(), "change", {"value": ""})
        assert page.level is None
        assert not page.errors
        send(select(), "change", {"value": "1"})
        assert page.level == 1

    def test_several_options_are_read_from_the_live_tree(self) -> None:
        page = Settings()
        vnode = h.select(*self.options(), multiple=True, bind=page.field("sizes"))
        assert vnode.attributes == {"multiple": "", "name": "sizes"}
        assert [properties_of(cast(VNode, option)) for option in vnode.children] == [{"selected": True}, {}]
        assert vnode.listeners == {"change": Listener()}
        chosen = [SimpleNamespace(value="s"), SimpleNamespace(value="m")]
        send(vnode, "change", {}, SimpleNamespace(currentTarget=SimpleNamespace(selectedOptions=chosen)))
        assert page.sizes == ["s", "m"]

    def test_nothing_chosen(self) -> None:
        page = Settings()
        vnode = h.select(h.option("none", value=""), h.option("1.5"), bind=page.field("height"))
        assert properties_of(cast(VNode, vnode.children[0])) == {"selected": True}
        send(vnode, "change", {"value": "1.5"})
        assert page.height == 1.5
        send(vnode, "change", {"value": ""})
        assert page.height is None


class TestTogetherWithHandlers:
    def test_the_binding_comes_first(self) -> None:
        page = Settings()
        seen: list[str] = []
        vnode = h.input(on_input=lambda: seen.append(page.name), bind=page.field("name"))
        assert vnode.listeners == {"input": Listener((VALUE,))}
        type_in(vnode, "Bob")
        assert seen == ["Bob"]

    def test_both_get_what_they_asked_for(self) -> None:
        page = Settings()
        seen: list[Any] = []
        made = on(seen.append, debounce=200, stop_propagation=True)
        vnode = h.input(bind=page.field("news"), type="checkbox", on_change=made)
        assert vnode.listeners == {"change": Listener((CHECKED, VALUE), STOP_PROPAGATION, 200)}
        send(vnode, "change", {"checked": True, "value": "on"})
        assert page.news is True
        assert [(event.value, event.checked) for event in seen] == [("on", True)]

    def test_other_events_are_apart(self) -> None:
        page = Settings()
        vnode = h.input(bind=page.field("name"), on_change=lambda: None, on_keydown=lambda event: None)
        assert vnode.listeners is not None
        assert vnode.listeners["input"] == Listener((VALUE,))
        assert vnode.listeners["change"] == Listener()

    def test_the_event_reaches_both(self) -> None:
        page = Settings()
        seen: list[Any] = []

        def raw(event: Event) -> None:
            seen.append(event)

        vnode = h.select(multiple=True, bind=page.field("sizes"), on_change=raw)
        event = SimpleNamespace(currentTarget=SimpleNamespace(selectedOptions=[]))
        send(vnode, "change", {}, event)
        assert page.sizes == []
        assert seen == [event]

    def test_an_async_handler_is_still_one(self) -> None:
        async def later() -> None: ...

        page = Settings()
        vnode = h.input(bind=page.field("name"), on_input=later)
        assert the_handler(vnode, "input").plan.is_async
        result: Any = send(vnode, "input", {"value": "Bob"})
        assert page.name == "Bob"
        result.close()

    @pytest.mark.parametrize("options", [{"once": True}, {"outside": True}])
    def test_options_that_would_stop_the_binding(self, options: dict[str, Any]) -> None:
        with pytest.raises(TypeError, match="bind= needs every such event"):
            h.input(bind=Settings().field("name"), on_input=on(print, **options))

    def test_one_name_for_two_things(self) -> None:
        struct: Any = msgspec.defstruct("Odd", [("value", Annotated[str, Source("data")])])

        def odd(event: Any) -> None: ...

        odd.__annotations__["event"] = struct
        with pytest.raises(TypeError, match=r"bind= reads 'value' from 'target\.value'"):
            h.input(bind=Settings().field("name"), on_input=odd)


class TestMistakes:
    def test_fields_that_do_not_exist(self) -> None:
        with pytest.raises(AttributeError, match=r"Settings has no field 'nam'; did you mean .*name"):
            Settings().field("nam")
        with pytest.raises(AttributeError, match="Settings has no field 'nam'; did you mean name"):
            Binding(Settings(), "nam")

    @pytest.mark.parametrize("kind", ["button", "submit", "reset", "image", "file", "hidden"])
    def test_types_that_hold_nothing(self, kind: Any) -> None:
        with pytest.raises(TypeError, match=f'bind= does not work with <input type="{kind}">'):
            h.input(type=kind, bind=Settings().field("name"))

    def test_other_elements(self) -> None:
        with pytest.raises(TypeError, match="bind= is for input, select and textarea, not for <div>"):
            h.div(bind=Settings().field("name"))  # type: ignore[call-arg]

    def test_the_value_in_place_of_the_field(self) -> None:
        with pytest.raises(TypeError, match=r'bind takes self\.field\("name"\) or a SharedText, not the value \'Ada\''):
            h.input(bind=Settings().name)  # type: ignore[arg-type]
        assert h.input(bind=None) == h.input()

    @pytest.mark.parametrize(
        "keywords",
        [{"value": "x"}, {"type": "checkbox", "checked": True}, {"type": "radio", "value": 1, "checked": False}],
    )
    def test_two_sources_for_one_thing(self, keywords: Any) -> None:
        with pytest.raises(TypeError, match="= and bind= both set what <input> shows"):
            h.input(bind=Settings().field("name"), **keywords)
        with pytest.raises(TypeError, match="value= and bind= both set what <select> shows"):
            h.select(bind=Settings().field("name"), value="x")

    def test_repr(self) -> None:
        assert repr(Settings().field("name")) == "<Binding of Settings.name>"
