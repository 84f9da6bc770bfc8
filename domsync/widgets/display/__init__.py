"""Facts and figures to read, and times that go on by themselves."""
