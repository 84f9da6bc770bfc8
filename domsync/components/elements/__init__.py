"""Functions that make VNodes, `h.div(...)`: tables, generated functions and keyword types, attribute rules, `bind=`."""
