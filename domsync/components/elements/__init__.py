"""The functions that create VNodes, `h.div(...)`: vocabulary, generated functions and keyword types, attribute rules,
`bind=`."""
