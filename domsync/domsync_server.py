"""The original library's import path, names only: `from domsync.domsync_server import DomsyncServer`."""

from domsync.server.dom_server import Client, DomsyncServer
from domsync.server.limits import ServerLimits

__all__ = ["Client", "DomsyncServer", "ServerLimits"]
