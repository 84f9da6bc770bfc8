"""The reconciler between VNodes and the live tree: mount, compare, patch, hide and unmount, and their scheduling."""
