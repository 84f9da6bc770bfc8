"""The algorithms of the tree: link, check, insert, move, remove, describe, copy, list; plain functions over
nodes.
"""
