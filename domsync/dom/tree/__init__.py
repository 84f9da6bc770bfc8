"""Tree algorithms as plain functions over nodes: link, check, insert, move, remove, describe, clone, list."""
