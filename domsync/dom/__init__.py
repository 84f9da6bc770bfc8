"""The lower layer: a server-side DOM with the browser's own names, in pure Python and without I/O.

Every mutator validates, changes the tree, then appends an op. Nothing here turns a tree into text.
"""
