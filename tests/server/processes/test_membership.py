"""Who is there, in several processes: here several apps in one, with a broker that connects them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domsync import App, Component, Presence
from domsync.server.processes import membership
from domsync.server.processes.broker import Broker
from tests.server.app_support import Served
from tests.server.support import settled


class Hub:
    """What is published reaches all brokers that are not cut off."""

    def __init__(self) -> None:
        self.brokers: list[Connected] = []


class Connected(Broker):
    """A broker that is connected with the others of a hub."""

    alone = False

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.hub = hub
        self.cut_off = False
        self._early: list[tuple[str, bytes]] = []

    async def start(self) -> None:
        await super().start()
        self.hub.brokers.append(self)
        # As the one with Redis does, it keeps what is published before it is connected.
        for channel, data in self._early:
            self._send(channel, data)
        self._early = []

    async def close(self) -> None:
        self.hub.brokers.remove(self)
        await super().close()

    def _send(self, channel: str, data: bytes) -> None:
        if self._loop is None:
            self._early.append((channel, data))
            return
        if self.cut_off:
            return
        for other in self.hub.brokers:
            if other is not self and not other.cut_off:
                self._loop.call_soon(other._deliver, channel, data)


@pytest.fixture(autouse=True)
def no_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told is told when it happens, and not with the next beat."""
    monkeypatch.setattr(membership, "BEAT_SECONDS", 3600)


class Page(Component):
    """An empty page."""

    def render(self) -> str:
        return ""


class Room:
    """An app as one process has it."""

    def __init__(self, hub: Hub) -> None:
        self.app = App(Page, broker=Connected(hub), collect=False)
        self.here = self.app.replicate(Presence(), "here")

    def heard_of(self, other: Room) -> dict[str, membership.Present]:
        """Who is there in another process."""
        assert self.app.hosting.runner is not None
        return self.app.hosting.runner.membership._others[other.app.broker.origin]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Served]:
        port = await self.app.serve("localhost", 0)
        try:
            yield Served(self.app, port)
        finally:
            await self.app.close()


async def test_visits_of_all_processes_are_counted() -> None:
    hub = Hub()
    one, two = Room(hub), Room(hub)
    async with one.serving() as first, two.serving() as second:
        async with first.visit(), first.visit(), second.visit():
            await settled(lambda: one.app.presence.count == two.app.presence.count == 3)
        await settled(lambda: one.app.presence.count == two.app.presence.count == 0)


async def test_names_are_those_of_all_processes_and_who_comes_late_is_told() -> None:
    hub = Hub()
    one, two = Room(hub), Room(hub)
    async with one.serving():
        one.here.join("a", "Ada")
        one.here.join("b")
        async with two.serving():
            two.here.join("c", "Bob")
            await settled(lambda: one.here.count == two.here.count == 3)
            assert one.here.names == ["Ada", "Bob"]
            assert two.here.names == ["Bob", "Ada"]
            two.here.join("c", "Cleo")
            await settled(lambda: one.here.names == ["Ada", "Cleo"])
            one.here.leave("a")
            await settled(lambda: two.here.names == ["Cleo"])
        # Its end is goodbye.
        await settled(lambda: one.here.count == 1)
        assert one.here.names == []


async def test_a_process_of_which_nothing_is_heard_is_taken_for_dead_until_it_is_heard_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(membership, "BEAT_SECONDS", 0.05)
    hub = Hub()
    one, two = Room(hub), Room(hub)
    async with one.serving(), two.serving():
        two.here.join("c", "Bob")
        await settled(lambda: one.here.count == 1)
        broker = two.app.broker
        assert isinstance(broker, Connected)
        broker.cut_off = True
        await asyncio.sleep(0.1)
        assert one.here.names == ["Bob"]
        await settled(lambda: one.here.count == 0)
        two.here.join("d", "Dan")
        broker.cut_off = False
        await settled(lambda: one.here.names == ["Bob", "Dan"])


async def test_a_group_that_one_process_shows_is_counted_by_all() -> None:
    hub = Hub()
    one, two = Room(hub), Room(hub)

    async with one.serving(), two.serving() as second, second.visit():
        (client,) = two.app.visits
        client.add_to_group("chess")
        shown = one.app.group_presence("chess")
        await settled(lambda: shown.count == 1)
        client.remove_from_group("chess")
        await settled(lambda: shown.count == 0)
        client.add_to_group("chess")
        await settled(lambda: shown.count == 1)
        assert two.app.group_presence("chess").count == 1
    assert shown.count == 0


async def test_a_group_may_be_asked_for_before_the_app_is_served() -> None:
    hub = Hub()
    one, two = Room(hub), Room(hub)
    shown = one.app.group_presence("chess")
    async with one.serving(), two.serving() as second, second.visit():
        two.app.visits[0].add_to_group("chess")
        await settled(lambda: shown.count == 1)


async def test_a_group_is_told_as_long_as_somebody_asks() -> None:
    hub = Hub()
    one, two = Room(hub), Room(hub)
    async with one.serving(), two.serving() as second, second.visit(), second.visit():
        here, there = one.app._router.messages.presences, two.app._router.messages.presences
        first, other = two.app.visits
        first.add_to_group("chess")
        await asyncio.sleep(0.01)
        assert (len(here), len(there)) == (0, 0)
        shown: Presence | None = one.app.group_presence("chess")
        assert shown is not None
        await settled(lambda: shown is not None and shown.count == 1)
        assert (len(here), len(there)) == (1, 1)
        # Who begins to ask for it there gets those that are known already, and may stop to ask.
        assert two.app.group_presence("chess").count == 1
        for number in range(200):
            two.app.group_presence(f"room {number}")
        await asyncio.sleep(0.01)
        other.add_to_group("chess")
        await settled(lambda: shown is not None and shown.count == 2)
        # Nobody holds it any longer, and nobody shows it.
        shown = None
        for number in range(200):
            one.app.group_presence(f"hall {number}")
        known = two.heard_of(one)
        await settled(lambda: "group 0:chess" not in known)
        other.remove_from_group("chess")
        first.remove_from_group("chess")
        first.add_to_group("chess")
        for number in range(200):
            two.app.group_presence(f"lounge {number}")
        await asyncio.sleep(0.01)
        known = one.heard_of(two)
        assert "group 0:chess" not in known  # though somebody is in it
        assert max(len(here), len(there), len(known)) <= 64
        assert one.app.group_presence("chess").count == 0
        await settled(lambda: one.app.group_presence("chess").count == 1)


async def test_an_app_that_fails_at_its_start_or_end_leaves_the_others() -> None:
    hub = Hub()
    one, two = Room(hub), Room(hub)
    fails = True

    def fail() -> None:
        if fails:
            raise ValueError("no")

    two.app.on_startup(fail)
    async with one.serving():
        with pytest.raises(ValueError, match="no"):
            await two.app.serve("localhost", 0)
        assert hub.brokers == [one.app.broker]
        fails = False
        two.app.on_shutdown(fail)
        await two.app.serve("localhost", 0)
        with pytest.raises(RuntimeError, match="served already"):
            await two.app.serve("localhost", 0)
        fails = True
        with pytest.raises(ValueError, match="no"):
            await two.app.close()
        assert hub.brokers == [one.app.broker]
        fails = False
        async with two.serving():
            two.here.join("c", "Bob")
            await settled(lambda: one.here.names == ["Bob"])


async def test_with_one_process_nothing_is_told() -> None:
    app = App(Page, collect=False)
    told: list[bytes] = []
    app.broker.subscribe(membership.CHANNEL, told.append)
    here = app.replicate(Presence(), "here")
    await app.serve("localhost", 0)
    here.join("a", "Ada")
    await asyncio.sleep(0.01)
    await app.close()
    assert (told, here.count) == ([], 1)
