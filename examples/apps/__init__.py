"""Three complete applications: order management, a monitoring dashboard, and a chat that streams."""
