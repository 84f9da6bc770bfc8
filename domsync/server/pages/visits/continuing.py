"""Continue a visit that another process started, at exactly the same event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.components.durable.restoring import Restoring
from domsync.server.pages.page_record import NUMBERS_LEFT_OUT, PageRecord, digest_of
from domsync.server.pages.visits.sleeping import held
from domsync.session.deliver import accept_changed, accept_dirty

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit


def prepare_to_go_on(served: ServedVisit, record: PageRecord) -> None:
    """Let the components that are about to be created continue with their saved state.

    Args:
        served: The visit, which shows nothing yet.
        record: The page's record.
    """
    head, document = record.head, served.document
    left_out = 0 if head.digest else NUMBERS_LEFT_OUT
    entered = held(record.entered.items())
    acted = tuple([(node, slot, value) for node, own in record.acted.items() for slot, value in own.items()])

    def numbered() -> None:
        accept_dirty(document, entered)
        accept_changed(document, acted)

    served.scheduler.restoring = Restoring(record.components, head.next_id + left_out, numbered)


def go_on(served: ServedVisit, record: PageRecord) -> None:
    """Continue the session where the other process left it, once everything is shown.

    Args:
        served: The visit.
        record: The page's record.
    """
    head, document = record.head, served.document
    if head.title:
        document.title = head.title
    # The browser has everything, or gets it as one snapshot.
    document.take_ops()
    is_same = head.digest != b"" and not served.scheduler.places and digest_of(document) == head.digest
    served.protocol.go_on(head.event, head.attempt, head.seq, is_same=is_same)
    served.origin = head.origin
    if served.navigation is not None:
        served.navigation.levels.number = head.page
    if served.messages is not None:
        for group in head.groups:
            served.messages.add_to_group(served.visit, group)
    served.unfinished = head.unfinished
    served.goes_on = True
