"""Web pages whose whole user interface lives in the Python process."""

__version__ = "1.0.0.dev0"
