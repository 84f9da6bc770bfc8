"""The objects of this process, for tests that look for what should be gone.

Other tests may have left some behind (in a log record, say), and these may go at any time: objects are compared with
those that were there before, one by one, and not by how many there are.
"""

import gc
from collections import Counter


def living(*kinds: type) -> list[object]:
    """All objects of these kinds.

    `type()` is asked and not `isinstance()`, which looks into proxies of what is gone.
    """
    return [thing for thing in gc.get_objects() if issubclass(type(thing), kinds)]


def born(others: list[object], *kinds: type) -> Counter[str]:
    """How many of each class there are that are not among those of before.

    Args:
        others: What `living` gave before, and is held until now, so that nothing new is taken for it.
        kinds: What is looked for.
    """
    known = set(map(id, others))
    return Counter(type(thing).__name__ for thing in living(*kinds) if id(thing) not in known)
