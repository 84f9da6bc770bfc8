"""How long tests wait for what has to come."""

#: In seconds. A test that passes waits only as long as it takes; on a busy machine that is longer than one would guess.
PATIENCE = 30.0
