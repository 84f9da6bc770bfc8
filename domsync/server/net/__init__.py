"""The only room that touches a socket: port, transport, connection driver, HTTP responses, origins, files."""
