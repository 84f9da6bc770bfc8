"""Messages between the processes of an app: brokers, Redis, the membership of who is alive."""
