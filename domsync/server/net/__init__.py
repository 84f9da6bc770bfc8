"""The only room that touches a socket: port, transport, driver of a connection, HTTP answers, origins, files."""
