"""The original library's import path, names only: `from domsync.core import Document`."""

from domsync.components.widgets import ElementComponent as Component
from domsync.dom import Document
from domsync.dom import Element as _Element

__all__ = ["Component", "Document", "_Element"]
