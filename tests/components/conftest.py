"""Pages for the tests of components. What is reported and not asked for fails the test."""

import logging
from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from tests.components.live import C, Live, Log


class MakeLive(Protocol):
    """Puts a component on a page; the arguments are those of `Live`."""

    def __call__(self, component: C, **options: Any) -> Live[C]: ...


@pytest.fixture
def log() -> Iterator[Log]:
    """What the library reports; whatever is left at the end of the test fails it."""
    log = Log()
    logger = logging.getLogger("domsync")
    logger.addHandler(log)
    yield log
    logger.removeHandler(log)
    left = log.take()
    assert left == []


@pytest.fixture
def live(log: Log) -> MakeLive:
    """Puts components on pages."""

    def make(component: C, **options: Any) -> Live[C]:
        return Live(component, log, **options)

    return make
