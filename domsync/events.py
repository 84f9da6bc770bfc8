"""The payloads of events, for the annotations of handlers: `def typed(self, event: events.InputEvent)`."""

from domsync.components.payloads import *  # noqa: F403
from domsync.components.payloads import __all__ as __all__
