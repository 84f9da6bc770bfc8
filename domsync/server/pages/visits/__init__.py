"""Parts of a visit besides its document and its session: events, files, identity, presence, sleep."""
