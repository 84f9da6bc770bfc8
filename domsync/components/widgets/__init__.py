"""Ready-made widgets, written only with the public API of `domsync.components` and `domsync.dom`."""
