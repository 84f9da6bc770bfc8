"""`element.dataset`."""

import pytest

from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.errors import DOMException, InvalidNameError


def element(**attributes: str) -> Element:
    made = Document().createElement("div", attributes={name.replace("_", "-"): v for name, v in attributes.items()})
    made.removeAttribute("id")
    return made


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ("data-x", "x"),
        ("data-user-id", "userId"),
        ("data-a-b-c", "aBC"),
        ("data--x", "X"),
        ("data-x-", "x-"),
        ("data-1-2", "1-2"),
        ("data-", ""),
    ],
)
def test_names(attribute: str, name: str) -> None:
    made = element()
    made.dataset[name] = "1"
    assert made.getAttributeNames() == [attribute]
    assert made.dataset[name] == "1"
    assert list(made.dataset) == [name]
    del made.dataset[name]
    assert made.getAttributeNames() == []


def test_attributes_and_items_are_the_same() -> None:
    made = element(data_user_id="7", title="not data")
    data = made.dataset
    assert data.userId == data["userId"] == "7"
    data.rowKey = "k"
    assert made.getAttribute("data-row-key") == "k"
    assert dict(data) == {"userId": "7", "rowKey": "k"}
    assert len(data) == 2
    del data.rowKey
    assert "rowKey" not in data
    assert data.get("rowKey", "none") == "none"
    data.update({"a": "1"})
    assert repr(data) == "DOMStringMap({'userId': '7', 'a': '1'})"


def test_what_is_not_there() -> None:
    data = element().dataset
    with pytest.raises(KeyError):
        data["userId"]
    with pytest.raises(KeyError):
        del data["userId"]
    with pytest.raises(AttributeError, match="no attribute 'data-user-id'"):
        _ = data.userId
    with pytest.raises(AttributeError, match="no attribute 'data-user-id'"):
        del data.userId
    assert not hasattr(data, "__wrapped__")


def test_a_name_with_a_dash_is_refused_with_the_right_one() -> None:
    with pytest.raises(DOMException, match="write 'userId'") as caught:
        element().dataset["user-id"] = "1"
    assert caught.value.name == "SyntaxError"


def test_a_name_that_no_attribute_can_have() -> None:
    with pytest.raises(InvalidNameError):
        element().dataset["a b"] = "1"


def test_values_are_strings() -> None:
    with pytest.raises(TypeError, match=r"str\(value\)"):
        element().dataset["x"] = 5  # type: ignore[assignment]


def test_names_that_no_attribute_has_can_be_asked_for() -> None:
    data = element().dataset
    assert "a-b" not in data
    assert data.get("a-b") is None
    with pytest.raises(KeyError):
        data["a-b"]
    with pytest.raises(DOMException, match="SyntaxError"):
        data["a-b"] = "x"
