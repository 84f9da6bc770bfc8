"""Pages: the page for an address, its HTML shell, and the visit that a GET starts and a connection continues."""
