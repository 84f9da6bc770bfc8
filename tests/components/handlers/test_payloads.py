"""The payload structs: what the browser is asked for, to the letter."""

import inspect
from typing import Annotated, Any

import msgspec
import pytest

from domsync import events
from domsync.components.handlers.payloads import EVENTS, Source, fits, sources
from domsync.dom.events.listeners import MAX_EVENT_NAME

STRUCTS = [getattr(events, name) for name in events.__all__ if name not in ("Source", "sources")]


class TestSources:
    def test_fields_are_read_from_the_event_under_their_own_names(self) -> None:
        assert sources(events.ClickEvent) == (
            ("altKey", "altKey"),
            ("ctrlKey", "ctrlKey"),
            ("metaKey", "metaKey"),
            ("shiftKey", "shiftKey"),
            ("button", "button"),
            ("clientX", "clientX"),
            ("clientY", "clientY"),
            ("detail", "detail"),
        )

    def test_or_from_where_source_says(self) -> None:
        assert sources(events.InputEvent) == (("value", "target.value"),)
        assert sources(events.ChangeEvent) == (("value", "target.value"), ("checked", "target.checked"))
        assert sources(events.SubmitEvent) == (("entries", "@form"), ("submitter", "submitter.value"))
        assert sources(events.ClipboardEvent) == (("text", "@clipboard"),)

    def test_no_fields(self) -> None:
        assert sources(events.Event) == ()

    def test_they_are_found_once(self) -> None:
        assert sources(events.KeyboardEvent) is sources(events.KeyboardEvent)

    def test_a_struct_of_ones_own(self) -> None:
        class Row(msgspec.Struct, rename="camel"):
            row_id: Annotated[str, Source("currentTarget.dataset.id")]
            shift_key: bool
            chosen: Annotated[str | None, Source("currentTarget.selectedOptions.0.value")] = None
            nothing: Annotated[str, Source("target.value")] | None = None

        assert sources(Row) == (
            ("rowId", "currentTarget.dataset.id"),
            ("shiftKey", "shiftKey"),
            ("chosen", "currentTarget.selectedOptions.0.value"),
            ("nothing", "target.value"),
        )

    def test_nested_structs(self) -> None:
        touch = "identifier,clientX,clientY,pageX,pageY"
        assert sources(events.TouchEvent)[-1] == ("changedTouches", f"changedTouches:{touch}")

        class Point(msgspec.Struct):
            x: float

        class Moved(msgspec.Struct):
            to: Annotated[Point | None, Source("view.to")]
            told: Annotated[Point | None, Source("detail.to")]

        # What a custom element tells is data of its own, all of which is sent.
        assert sources(Moved) == (("to", "view.to:x"), ("told", "detail.to:*"))

    def test_nested_structs_are_plain(self) -> None:
        class Inner(msgspec.Struct):
            x: Annotated[int, Source("y")]

        class Outer(msgspec.Struct):
            inner: list[Inner]

        with pytest.raises(TypeError, match=r"Inner\.x: a nested struct has plain fields without a Source"):
            sources(Outer)

    @pytest.mark.parametrize("options", [{"array_like": True}, {"tag": "x"}])
    def test_structs_that_no_event_can_fill(self, options: dict[str, Any]) -> None:
        struct = msgspec.defstruct("Odd", [("x", int)], **options)
        with pytest.raises(TypeError, match="Odd cannot be a payload"):
            sources(struct)

    def test_names_that_are_no_path_need_a_source(self) -> None:
        struct = msgspec.defstruct("Odd", [("x", int)], rename={"x": "a b"})
        with pytest.raises(TypeError, match=r"Odd\.x needs a Source: 'a b'"):
            sources(struct)

    @pytest.mark.parametrize("path", ["", ".", "a.", "a b", "a[0]", "@x", "a:b", "0.a", "alert(1)", "é", "a\n"])
    def test_paths_that_are_none(self, path: str) -> None:
        with pytest.raises(ValueError, match="is not a path such as"):
            Source(path)

    def test_repr(self) -> None:
        assert repr(Source("target.value")) == "Source('target.value')"


class TestStructs:
    @pytest.mark.parametrize("struct", STRUCTS)
    def test_they_are_frozen_and_strict(self, struct: type[msgspec.Struct]) -> None:
        config = struct.__struct_config__
        assert config.frozen
        assert config.forbid_unknown_fields

    @pytest.mark.parametrize("struct", STRUCTS)
    def test_all_fields_are_documented(self, struct: type[msgspec.Struct]) -> None:
        doc = inspect.getdoc(struct)
        assert doc is not None
        own = set(struct.__annotations__)
        assert all(f"{name}: " in doc for name in own if not name.endswith("Key") or name == "key")

    @pytest.mark.parametrize("struct", STRUCTS)
    def test_names_and_whole_numbers_are_bounded(self, struct: type[msgspec.Struct]) -> None:
        schema = msgspec.json.schema(struct)

        def check(part: Any) -> None:
            if isinstance(part, dict):
                if part.get("type") == "string":
                    assert part.get("maxLength", 256) <= 256, part
                if part.get("type") == "integer":
                    assert {"minimum", "maximum"} <= part.keys(), part
                if part.get("type") == "array" and "prefixItems" not in part and "Touch" in str(part):
                    assert part["maxItems"] == 32
                for inner in part.values():
                    check(inner)
            elif isinstance(part, list):
                for inner in part:
                    check(inner)

        check(schema)

    def test_every_family_is_exported_and_every_export_is_a_family(self) -> None:
        used = {*EVENTS.values(), events.Touch}
        assert set(STRUCTS) == used

    def test_names_of_events(self) -> None:
        assert len(EVENTS) > 110
        assert all(name.isalpha() and name.islower() and len(name) <= MAX_EVENT_NAME for name in EVENTS)

    @pytest.mark.parametrize(
        ("struct", "event", "fit"),
        [
            (events.ClickEvent, "click", True),
            (events.MouseEvent, "click", True),
            (events.PointerEvent, "click", True),
            (events.KeyboardEvent, "click", False),
            (events.Event, "click", True),
            (events.ClickEvent, "keydown", False),
            (events.InputEvent, "change", True),
            (events.KeyboardEvent, "my-event", True),
        ],
    )
    def test_which_struct_fits_which_event(self, struct: type, event: str, fit: bool) -> None:
        assert fits(struct, event) is fit

    def test_form_entries(self) -> None:
        event = events.SubmitEvent((("a", "1"), ("b", "2"), ("a", "3")))
        assert event.get("a") == "1"
        assert event.get("c") == ""
        assert event.get("c", "none") == "none"
        assert event.getAll("a") == ["1", "3"]
