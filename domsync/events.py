"""The payloads of events, used to annotate handlers: `def typed(self, event: events.InputEvent)`."""

from domsync.components.handlers.payloads import *  # noqa: F403
from domsync.components.handlers.payloads import __all__ as __all__
