"""Forms of pydantic models: a control for each field, its errors, and the validated result."""
