"""The state of components written down, and components that go on with it: in another process, or after a sleep."""
