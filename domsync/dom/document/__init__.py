"""One class, Document: node ids, the op log, the way to the browser, and the factories for many nodes at once."""
