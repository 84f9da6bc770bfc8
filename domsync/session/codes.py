"""The WebSocket close codes that domsync uses, and what the browser does for each.

`docs/reference/protocol.md` has the same as a table. A close reason is only the code's name, because it is sent to the
browser.
"""

from enum import IntEnum


class CloseCode(IntEnum):
    """The reason why a connection ends. 1000 to 2999 are defined by WebSocket, 4000 to 4999 by domsync."""

    NORMAL = 1000
    GOING_AWAY = 1001
    #: A binary frame where text is expected.
    UNSUPPORTED_DATA = 1003
    TOO_BIG = 1009
    INTERNAL_ERROR = 1011
    RESTART = 1012
    TRY_AGAIN_LATER = 1013
    #: Undecodable, or not what the protocol allows here.
    BAD_MESSAGE = 4400
    UNKNOWN_SESSION = 4401
    FORBIDDEN = 4403
    #: Too many events for nodes or names that were never offered.
    NOT_OFFERED = 4404
    #: The hello did not come in time, or a write made no progress.
    TIMEOUT = 4408
    #: Another connection took this session over.
    TAKEN_OVER = 4409
    #: The client script is not of this server's version.
    OUTDATED_CLIENT = 4426
    TOO_MANY_MESSAGES = 4429

    @property
    def reason(self) -> str:
        """The text of the close frame: the code's name in words."""
        return self.name.lower().replace("_", " ")
