"""Forms from pydantic models: a control for each field, its errors, and the model that results."""
