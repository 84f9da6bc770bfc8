"""The only layer with I/O: the app, its servers, the page that carries the client, brokers and stores."""
