"""Actions on elements: attributes, styles and listeners."""

import random
from collections.abc import Callable
from typing import Any

from tests.programs.base import Base
from tests.programs.words import ATTRIBUTES, CLASSES, EVENTS, IDS, STYLES, XLINK


def first_callback(event: object) -> None:
    """A listener; programs dispatch nothing."""


def second_callback(event: object) -> None:
    """Another one."""


class ElementActions(Base):
    """Everything that changes what one element has beside its children."""

    def __init__(self, seed: int | random.Random) -> None:
        super().__init__(seed)
        # What listens, and whether on the way down.
        self._listening: list[tuple[Any, str, Callable[[object], None], bool]] = []

    # Attributes

    def set_attribute(self) -> None:
        element, name = self._element(), self.random.choice(ATTRIBUTES)
        value = self._text()
        self._say(f"{self._name(element)}.setAttribute({name!r}, {value!r})")
        element.setAttribute(name, value)

    def remove_attribute(self) -> None:
        element = self._inner_element()
        name = self.random.choice((*element.getAttributeNames(), "lang"))
        self._say(f"{self._name(element)}.removeAttribute({name!r})")
        element.removeAttribute(name)

    def toggle_attribute(self) -> None:
        element, force = self._element(), self.random.choice((None, True, False))
        self._say(f"{self._name(element)}.toggleAttribute('hidden', {force})")
        element.toggleAttribute("hidden", force)

    def set_id(self) -> None:
        element, value = self._inner_element(), self.random.choice(IDS)
        self._say(f"{self._name(element)}.id = {value!r}")
        element.id = value

    def class_list(self) -> None:
        element = self._element()
        first, second = self.random.choice(CLASSES), self.random.choice(CLASSES)
        call, arguments = self.random.choice(
            [("add", (first, second)), ("remove", (first,)), ("toggle", (first,)), ("replace", (first, second))]
        )
        self._say(f"{self._name(element)}.classList.{call}{arguments!r}")
        getattr(element.classList, call)(*arguments)

    def class_name(self) -> None:
        element, value = self._element(), " ".join(self.random.sample(CLASSES, 2))
        self._say(f"{self._name(element)}.className = {value!r}")
        element.className = value

    def dataset(self) -> None:
        element, value = self._element(), self._text()
        self._say(f"{self._name(element)}.dataset['someThing'] = {value!r}")
        element.dataset["someThing"] = value

    def namespaced(self) -> None:
        element, value = self._element(), self._text()
        name = self.random.choice(("xlink:title", "x:title", "xlink:show"))
        if self._chance(0.6):
            self._say(f"{self._name(element)}.setAttributeNS(XLINK, {name!r}, {value!r})")
            element.setAttributeNS(XLINK, name, value)
        else:
            self._say(f"{self._name(element)}.removeAttributeNS(XLINK, 'title')")
            element.removeAttributeNS(XLINK, "title")

    def style(self) -> None:
        element = self._element()
        if element.namespaceURI == "urn:x":
            return
        name, value = self.random.choice(STYLES)
        match self.random.randrange(4):
            case 0:
                self._say(f"{self._name(element)}.style.removeProperty({name!r})")
                element.style.removeProperty(name)
            case 1:
                other = "; ".join(f"{name}: {value}" for name, value in dict(self.random.sample(STYLES, 2)).items())
                self._say(f"{self._name(element)}.style.cssText = {other!r}")
                element.style.cssText = other
            case 2:
                self._say(f"{self._name(element)}.setAttribute('style', {name}: {value})")
                element.setAttribute("style", f"{name}: {value}")
            case _:
                priority = "important" if self._chance(0.3) else ""
                self._say(f"{self._name(element)}.style.setProperty({name!r}, {value!r}, {priority!r})")
                element.style.setProperty(name, value, priority)

    # Listeners

    def listen(self) -> None:
        target = self.random.choice((self._element(), self._element(), self.document, self.document.defaultView))
        event, callback = self.random.choice(EVENTS), self.random.choice((first_callback, second_callback))
        options: dict[str, Any] = self.random.choice(
            [
                {},
                {},
                {"js_value_getter": "this.value"},
                {"prevent_default": True, "stop_propagation": True},
                {"fields": ("key", ("where", "target.id")), "keys": ("Enter",)},
                {"debounce": 50},
                {"throttle": 20, "once": True},
                {"passive": True, "capture": True},
            ]
        )
        self._say(f"{target!r}.addEventListener({event!r}, {callback.__name__}, **{options})")
        try:
            target.addEventListener(event, callback, **options)
        except ValueError as error:
            # Two listeners that want different things under one name.
            self.refused += 1
            self._say(f"# {error}")
        else:
            self._listening.append((target, event, callback, options.get("capture", False)))

    def unlisten(self) -> None:
        if self._listening:
            place = self.random.randrange(len(self._listening))
            target, event, callback, capture = self._listening.pop(place)
            self._say(f"{target!r}.removeEventListener({event!r}, {callback.__name__}, {capture})")
            target.removeEventListener(event, callback, capture)
