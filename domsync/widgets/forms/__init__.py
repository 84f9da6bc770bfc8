"""Forms of pydantic models: a control for each field, what is wrong with it, and what comes of it."""
