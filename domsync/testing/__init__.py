"""Drive a page in process, without a browser."""
