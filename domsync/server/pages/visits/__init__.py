"""Parts of a visit beside its document and its session: events, files, identity, presence, sleep."""
