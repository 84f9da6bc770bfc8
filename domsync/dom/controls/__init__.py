"""The state that a browser keeps for form controls beside their attributes, as plain functions over nodes."""
