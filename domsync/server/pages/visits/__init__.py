"""Parts of a visit besides its document and session: events, files, identity, presence, sleep."""
