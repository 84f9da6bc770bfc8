"""What the command line chose."""

from collections.abc import Callable
from dataclasses import dataclass, field


def _silent(_text: str) -> None:
    pass


@dataclass(frozen=True)
class Options:
    """How much to measure.

    `quick` takes one short sample of everything: to see that it runs, not for the record.
    `implementations` limits the table workload to these; empty: all.
    `say` is told what happens now.
    """

    quick: bool = False
    implementations: frozenset[str] = field(default_factory=frozenset)
    say: Callable[[str], None] = _silent
