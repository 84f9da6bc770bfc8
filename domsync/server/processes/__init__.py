"""Communication between the processes of an app: brokers, Redis, and membership."""
