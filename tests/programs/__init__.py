"""Random programs of DOM calls, the same for the same seed.

A program runs over a document and stops at random points, where its caller drains the log and compares what it has made
of it with the tree::

    document = Document("root")
    program = Program(seed)
    for _ in program.run(document):
        browser.apply(document.take_ops())
        assert browser.canonical() == canonical(document)

`program.trace` says what was done, for a report of a failure. `programs()` is the same as a hypothesis strategy, which
finds a shorter program that fails.

Programs use every mutator that the tree has, on connected and on detached nodes, and often wrongly: a call that raises
what the DOM Standard says it raises is part of the program, and must change nothing. They keep to what all browsers
write in one way: longhands in the browser's own words, and options in selects and groups only.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from domsync.errors import DOMException, DuplicateIdError
from tests.programs.controls import ControlActions
from tests.programs.descriptions import DescriptionActions
from tests.programs.elements import ElementActions
from tests.programs.tree import TreeActions

#: What a program does, and how often.
ACTIONS = {
    "append_child": 8,
    "insert_before": 5,
    "move_before": 3,
    "shuffle": 2,
    "replace_child": 2,
    "remove_child": 4,
    "remove": 3,
    "parent_method": 4,
    "child_method": 4,
    "insert_adjacent": 2,
    "clone": 2,
    "import_node": 1,
    "normalize": 1,
    "make_comment": 1,
    "insert_description": 3,
    "inner_text": 5,
    "text_content": 3,
    "markup": 1,
    "split_text": 2,
    "character_data": 2,
    "set_data": 2,
    "data_of_only_text": 2,
    "set_attribute": 4,
    "remove_attribute": 2,
    "toggle_attribute": 1,
    "set_id": 2,
    "class_list": 2,
    "class_name": 1,
    "dataset": 1,
    "namespaced": 1,
    "style": 4,
    "make_control": 4,
    "set_value": 5,
    "set_checked": 4,
    "change_default": 2,
    "change_select": 5,
    "listen": 3,
    "unlisten": 2,
}


class Program(TreeActions, ElementActions, ControlActions, DescriptionActions):
    """A random program.

    Args:
        seed: The seed, or a source of randomness.
        steps: How many calls it makes.
        cut: How probable a stop is after each call; there is always one at the end.

    Attributes:
        witness: Describes what may not change when a call raises; asked before every call.
    """

    def __init__(self, seed: int | random.Random, *, steps: int = 60, cut: float = 0.15) -> None:
        super().__init__(seed)
        self.steps = steps
        self.cut = cut
        self.witness: Callable[[], object] | None = None
        self._actions = [getattr(self, name) for name, weight in ACTIONS.items() for _ in range(weight)]

    def __repr__(self) -> str:
        return "\n".join(["Program:", *self.trace])

    def run(self, document: Any) -> Iterator[None]:
        """Run the program over a new document, and stop now and then."""
        self.document = document
        self.pool = [document.documentElement]
        for _ in range(self.steps):
            self._step(self.random.choice(self._actions))
            if len(self.pool) > 40:
                del self.pool[self.random.randrange(1, len(self.pool))]
            if self.random.random() < self.cut:
                self.trace.append("# cut")
                yield
        self.trace.append("# end")
        yield

    def _step(self, action: Callable[[], None]) -> None:
        before = self.witness() if self.witness is not None else None
        try:
            action()
        except (DOMException, DuplicateIdError) as error:
            self.refused += 1
            self.trace[-1:] = [f"{''.join(self.trace[-1:])}  # {error}"]
            if self.witness is not None and self.witness() != before:
                raise AssertionError(f"a call that raised has changed something\n{self}") from error


def programs(max_steps: int = 60) -> st.SearchStrategy[Program]:
    """Random programs for hypothesis, which can shorten one that fails."""
    return st.builds(
        Program,
        st.randoms(use_true_random=False),
        steps=st.integers(1, max_steps),
        cut=st.sampled_from((0.0, 0.15, 1.0)),
    )
