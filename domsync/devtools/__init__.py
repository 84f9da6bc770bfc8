"""Developer tools, made with domsync itself: the inspector, at `/_domsync/inspector`."""

from domsync.devtools.inspector import inspector, inspector_of

__all__ = ["inspector", "inspector_of"]
