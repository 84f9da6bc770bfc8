"""The same table written with other libraries, each in an environment of its own (see `environments.py`)."""
