"""Values that stand as the default of a field: nothing that can change is the same for all visitors by mistake."""

import dataclasses
import datetime
import queue
import threading
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, Field, PrivateAttr

from domsync import Child, Component, Element, Presence, Ref, SharedText, State
from domsync import html as h
from tests.components.conftest import MakeLive


class Cart(State):
    items: list[str] = []


class Panel(Component):
    count: int = 0

    def render(self) -> Child:
        return h.p(self.count)


@pytest.mark.parametrize("base", [Component, State])
@pytest.mark.parametrize(
    ("kind", "default"),
    [
        (Cart, Cart()),
        (Presence, Presence()),
        (SharedText, SharedText("a")),
        (Panel, Panel()),
        (Ref[Element], Ref()),
        (Cart | None, Field(default=Cart(), description="what is bought")),
        (Any, (1, (Cart(),))),
        (Any, frozenset({Cart()})),
    ],
)
def test_one_that_all_would_share_is_refused_when_the_class_is_made(
    base: type[BaseModel], kind: Any, default: Any
) -> None:
    with pytest.raises(TypeError, match=r"Shop\.entry has a .*\(default_factory=.*ClassVar"):
        type("Shop", (base,), {"__annotations__": {"entry": kind}, "__module__": __name__, "entry": default})


def test_the_error_says_what_to_write() -> None:
    with pytest.raises(TypeError) as raised:

        class Shop(Component):
            cart: Cart = Cart()

    assert str(raised.value) == (
        "Shop.cart has a Cart as its default, which all visitors would share; "
        "write Field(default_factory=Cart) to give each their own, "
        "or annotate it as ClassVar[Cart] to share it on purpose"
    )


def test_also_one_from_a_class_that_knows_nothing_of_it() -> None:
    class Plain(BaseModel):
        cart: Cart = Cart()

    with pytest.raises(TypeError, match=r"Shop\.cart has a Cart"):

        class Shop(Component, Plain): ...


def test_what_is_made_for_each_and_what_is_meant_to_be_common(live: MakeLive) -> None:
    class Shop(Component):
        cart: Cart = Field(default_factory=Cart)
        carts: list[Cart] = [Cart()]
        names: tuple[str, ...] = ("a",)
        board: ClassVar[Cart] = Cart()
        _cart: Cart = Cart()
        _text: SharedText = PrivateAttr(default=SharedText("a"))

        def render(self) -> Child:
            return h.p(f"{self.cart.items} {self.carts[0].items} {self._cart.items} {self.board.items}")

    one, two = live(Shop()), live(Shop())
    shop: Shop = one.component
    for each in (shop.cart, shop.carts[0], shop._cart):
        each.items.append("own")
    Shop.board.items.append("common")
    one.ops()
    two.ops()
    assert one.html == "<p>['own'] ['own'] ['own'] ['common']</p>"
    assert two.html == "<p>[] [] [] ['common']</p>"
    assert shop._text is not two.component._text


def page_with(namespace: dict[str, Any]) -> None:
    metaclass: Any = type(Component)
    metaclass("Page", (Component,), namespace)


class Plain:
    """An object that pydantic takes for a constant, because it can be hashed."""


@dataclasses.dataclass(eq=False)
class Changing:
    items: int = 0


@dataclasses.dataclass(frozen=True)
class Frozen:
    items: int = 0


@pytest.mark.parametrize(
    "default",
    [Plain(), Changing(), queue.Queue[int](), (number for number in range(3)), (1, Changing()), iter([1])],
    ids=["object", "dataclass", "queue", "generator", "in a tuple", "iterator"],
)
def test_what_could_change_for_all_visitors_is_refused(default: object) -> None:
    with pytest.raises(TypeError, match=r"which all visitors would share; write Field\(default_factory="):
        page_with({"__annotations__": {"kept": Any}, "kept": default, "__module__": __name__})


@pytest.mark.parametrize(
    "default",
    [1, "a", b"a", None, 1.5, (1, "a"), frozenset((1,)), Frozen(), datetime.date(2024, 1, 1), Path("/x"), len, [], {}],
    ids=repr,
)
def test_constants_and_what_is_copied_are_defaults(default: object) -> None:
    page_with({"__annotations__": {"kept": Any}, "kept": default, "__module__": __name__})


@pytest.mark.filterwarnings("ignore:Field name")
@pytest.mark.parametrize("name", ["errors", "field", "use", "provide", "refresh", "flush", "render", "mounted"])
def test_names_of_every_component_are_no_fields(name: str) -> None:
    with pytest.raises((TypeError, NameError), match=name):
        page_with({"__annotations__": {name: int}, name: 1, "__module__": __name__})


@dataclasses.dataclass
class Locked:
    lock: Any = dataclasses.field(default_factory=threading.Lock)


@pytest.mark.parametrize("default", [Locked(), memoryview(bytearray(b"a"))])
def test_what_cannot_be_copied_is_named_when_the_class_is_made(default: Any) -> None:
    kind = type(default).__name__
    with pytest.raises(TypeError, match=rf"Holder.value has a {kind} as its default, which cannot be copied"):

        class Holder(Component):
            value: Any = default
