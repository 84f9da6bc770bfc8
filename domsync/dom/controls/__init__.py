"""The state that a browser keeps beside the attributes of form controls, as plain functions over nodes."""
