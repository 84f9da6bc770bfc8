"""The gallery: every widget live, with its code beside it: `python -m domsync gallery`."""

from domsync.gallery.app import Example, gallery

__all__ = ["Example", "gallery"]
