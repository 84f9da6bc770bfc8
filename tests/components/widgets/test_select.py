"""The original's select."""

from typing import Any

import pytest

from domsync.components import SelectComponent
from domsync.dom import Document


def test_a_choice_arrives_as_the_options_value() -> None:
    document = Document("root")
    seen: list[Any] = []
    shown = SelectComponent(
        document.getRootElement(), {"r": "Red", "g": "Green"}, lambda event: seen.append(event["value"]), "g", "color"
    )
    select = document.getElementById("color")
    assert shown.select is select
    assert [(option.value, option.innerText) for option in select.children] == [("r", "Red"), ("g", "Green")]
    assert select.value == "g"
    assert "this.options[this.selectedIndex].value" in document.render_js_updates()
    document.handle_event({"domsync": True, "event": "input", "id": "color", "value": "r"})
    assert seen == ["r"]
    assert select.value == "r"


def test_a_list_of_options_and_no_choice() -> None:
    document = Document("root", scripts=False)
    shown = SelectComponent(document.getRootElement(), ["a", "b"], lambda event: None)
    assert shown.select.value == "a"
    assert [option.value for option in shown.select.children] == ["a", "b"]
    shown.remove()
    assert document.getRootElement().children.length == 0


def test_a_choice_has_to_be_an_option() -> None:
    document = Document("root")
    with pytest.raises(ValueError, match=r"there is no option 'c' among \['a', 'b'\]"):
        SelectComponent(document.getRootElement(), ["a", "b"], lambda event: None, "c")
    assert not document.has_ops
