"""One connection's state machine, without I/O: bytes in, events out, bytes out."""
