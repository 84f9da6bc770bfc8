"""The reference tree and all that can be read from it: values, forms, roles, names, visibility, queries."""
