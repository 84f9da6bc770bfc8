"""Sleeping visits: an idle page is reduced to what is needed to build it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync.components.durable.sleep import Sleep, fall_asleep
from domsync.dom.controls.radio_groups import is_checked
from domsync.dom.controls.state import value_of
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.dom.rare import put_property
from domsync.server.pages.page_keeper import can_have_been_entered, entered_value
from domsync.server.pages.page_record import digest_of
from domsync.session.deliver import accept_dirty
from domsync.session.inbound import Dirty, Held

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit

#: The maximum number of nodes of a page that sleeps: a larger one would take too long to wake.
_MOST_NODES = 5_000


@dataclass(frozen=True, slots=True)
class SleepingPage:
    """The data kept of a page while it sleeps.

    Args:
        components: Wakes the components.
        digest: The `digest_of` the document.
        entered: The users' entries, by node number.
        begun: The initial values of these controls: the node's number, the attribute, and its value or None.
    """

    components: Sleep
    digest: bytes
    entered: tuple[tuple[int, Any], ...]
    begun: tuple[tuple[int, str, str | None], ...]

    def wake(self, document: Document) -> bool:
        """Recreate the page.

        Args:
            document: The page's document.

        Returns:
            Whether the page shows what the browser already has. It does not if its data has changed, or if its `render`
            gives something else each time.
        """
        self.components.wake(partial(_enter_again, document, held(self.entered), self.begun))
        return digest_of(document) == self.digest


def put_to_sleep(served: ServedVisit) -> SleepingPage | None:
    """Reduce a page to the data needed to recreate it.

    Args:
        served: The visit that shows it.

    Returns:
        The data kept; None if the page is busy or cannot be recreated.
    """
    document, keeper = served.document, served.keeper
    if document.registry.count > _MOST_NODES or len(document.browser_calls) or served.protocol.is_behind:
        return None
    if keeper is not None and not keeper.fall_asleep():
        return None
    entered, begun = entered_values(document), _begun_with(document)
    digest = digest_of(document)
    navigation = served.navigation
    # The server needs them to navigate to other pages.
    staying = () if navigation is None else navigation.levels.components()
    components = fall_asleep(served.scheduler, partial(_enter_again, document, held(entered), begun), staying)
    if components is None:
        if keeper is not None:
            keeper.wake()
        return None
    return SleepingPage(components, digest, entered, begun)


def entered_values(document: Document) -> tuple[tuple[int, Any], ...]:
    """Read the users' entries, by node number. A separate function, so that nothing keeps the nodes alive."""
    nodes = document.registry.nodes.values()
    changed = (node for node in nodes if isinstance(node, Element) and can_have_been_entered(node))
    values = ((node.node_id, entered_value(node)) for node in changed)
    return tuple((number, value) for number, value in values if value is not None)


def _begun_with(document: Document) -> tuple[tuple[int, str, str | None], ...]:
    """Read the initial values of inputs that users have changed: their new elements start with these."""
    return tuple(
        (node.node_id, name, (node.attribute_map or {}).get(name))
        for node in document.registry.nodes.values()
        if node.rare_data is not None and node.rare_data.properties and node.element_name is not None
        if node.element_name.html == "input"
        for name in node.rare_data.properties.keys() & {"value", "checked"}
    )


def _enter_again(document: Document, entered: Dirty, begun: tuple[tuple[int, str, str | None], ...]) -> None:
    """Restore the users' entries in controls, and the initial values. Nothing is logged."""
    accept_dirty(document, entered)
    for number, name, default in begun:
        control: Any = document.node_for(number)
        if control is None or control.element_name is None or control.element_name.html != "input":
            continue
        attributes: dict[str, str] = control.attribute_map or {}
        if attributes.get(name) != default:
            holds = is_checked(control) if name == "checked" else value_of(control)
            changed = {**attributes, name: default}
            control.attribute_map = {key: text for key, text in changed.items() if text is not None} or None
            put_property(control, name, holds)


def held(entered: Iterable[tuple[int, Any]]) -> Dirty:
    """Return the users' entries in the form in which a browser reports them.

    Args:
        entered: The entries, by node number.
    """
    return tuple(Held(number, value) for number, value in entered)
