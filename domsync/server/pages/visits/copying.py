"""Duplicated tabs: a page of its own that continues from what the first page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from domsync.components.durable.keeper import written_now
from domsync.server.pages.page_record import ENTERED, PageHead, PageRecord, encode_entered, encode_head, hash_of
from domsync.server.pages.visits.sleeping import entered_values
from domsync.server.sessions.store import Record

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit


def record_of(original: ServedVisit) -> PageRecord:
    """Record the content of a page of this process, without affecting that page.

    Args:
        original: The page.
    """
    original.wake()
    place = original.place
    head = PageHead(
        place.path,
        place.query,
        hash_of(original.protocol.token),
        next_id=original.document.registry.next_id,
        title=original.document.page_title,
        origin=original.origin,
        session="" if place.visitor is None else place.visitor.key,
        groups=tuple(sorted(original.visit.groups)),
    )
    parts = written_now(original.scheduler)
    entered = encode_entered(dict(entered_values(original.document)))
    if entered is not None:
        parts[ENTERED] = entered
    return PageRecord(Record(encode_head(head), 0, parts))


def may_copy(record: PageRecord, copy: ServedVisit) -> bool:
    """Return whether a page may continue from another one: they have the same address, browser and session.

    Args:
        record: The record of the other page.
        copy: The page.
    """
    head, place = record.head, copy.place
    session = "" if place.visitor is None else place.visitor.key
    return (head.path, head.query, head.session, head.origin) == (place.path, place.query, session, copy.origin)


def as_own(record: PageRecord, copy: ServedVisit) -> PageRecord:
    """Turn the record of another page into the record of this one.

    Handlers that run there are not run a second time here.

    Args:
        record: The record of the other page; it is changed.
        copy: This page, whose browser has its own token, events and frames.
    """
    protocol = copy.protocol
    record.version = 0
    record.head = structs.replace(
        record.head,
        token=hash_of(protocol.token),
        previous=b"",
        event=protocol.received,
        attempt=protocol.attempt,
        seq=protocol.log.seq,
        next_id=max(record.head.next_id, copy.document.registry.next_id),
        digest=b"",
        unfinished=(),
        page=1 if copy.navigation is None else copy.navigation.levels.number,
    )
    return record
