"""The reference browser's tree and its readings: values, forms, roles, names, visibility, queries."""
