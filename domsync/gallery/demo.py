"""Demos: a widget, its code, and its parameters that can be changed."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, TypeVar

from pydantic import BaseModel, create_model

from domsync import Child, Component
from domsync import widgets as w

F = TypeVar("F", bound="Callable[..., Child] | type[Component]")


@dataclass(frozen=True)
class Demo:
    """A demo of a widget.

    Args:
        name: The widget.
        target: A function of parameters, or a component whose fields they are.
        parameters: What can be changed of it.
        source: Its code.
        needs: The package without which it shows nothing, and the extra of domsync that brings it.
    """

    name: str
    target: Any
    parameters: type[BaseModel]
    source: str
    needs: tuple[str, str] | None = None

    @property
    def widget(self) -> Any:
        """The widget's function."""
        return getattr(w, self.name)

    def show(self, values: BaseModel | None = None) -> Child:
        """Make it.

        Args:
            values: Its parameters; those that it has by default unless given.
        """
        given = {} if values is None else {name: getattr(values, name) for name in type(values).model_fields}
        if self.needs is not None and find_spec(self.needs[0]) is None:
            return w.empty_state("It is not installed", f"pip install 'domsync[{self.needs[1]}]'")
        shown: Child = self.target(**given)
        return shown


@dataclass
class Family:
    """Widgets of one kind.

    Args:
        name: As it stands in addresses.
        title: As it stands on its page.
        text: What they are for.
        load: Imports what takes long, before their page is shown for the first time.
        demos: Their demos.
    """

    name: str
    title: str
    text: str
    load: Callable[[], Awaitable[None]] | None = None
    demos: list[Demo] = field(default_factory=list)

    def demo(self, *controls: str, needs: tuple[str, str] | None = None) -> Callable[[F], F]:
        """Take a function or a component for the demo of the widget that it is named after.

        Args:
            controls: Of a component, the fields that can be changed. Of a function, it is its parameters.
            needs: A package that it cannot do without, and the extra that brings it.
        """

        def add(target: F) -> F:
            name = target.__name__.removesuffix("_") if not isinstance(target, type) else _snake(target.__name__)
            fields: dict[str, Any]
            if isinstance(target, type):
                known: Any = target
                fields = {
                    name: (known.model_fields[name].annotation, known.model_fields[name].default) for name in controls
                }
            else:
                parameters = inspect.signature(target, eval_str=True).parameters
                fields = {name: (one.annotation, one.default) for name, one in parameters.items()}
            source = textwrap.dedent(inspect.getsource(target))
            source = re.sub(r"^@\w+\.demo\(.*\)\n", "", source)
            self.demos.append(Demo(name, target, create_model(f"Parameters of {name}", **fields), source, needs))
            return target

        return add


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
