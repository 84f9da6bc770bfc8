"""A component that needs no page: it keeps its errors itself."""

from typing import Any

from pydantic import PrivateAttr

from domsync.components.component import Component


class Page(Component):
    """The base of the components that these tests bind controls to; `refreshed` counts."""

    _errors: dict[str, str] = PrivateAttr(default_factory=dict)
    _refreshed: int = PrivateAttr(default=0)

    @property
    def errors(self) -> dict[str, str]:
        return self._errors

    @property
    def refreshed(self) -> int:
        return self._refreshed

    def refresh(self) -> None:
        self._refreshed += 1

    def render(self) -> Any:
        return None
