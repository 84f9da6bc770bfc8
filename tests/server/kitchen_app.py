"""Who is in the kitchen, who looks at the board, and what is told there: for tests with several processes."""

import os

from domsync import App, Child, Client, Component, Presence
from domsync import html as h
from domsync.server.processes import membership

# A worker that was killed is missed in the test as it is in the world, only sooner.
membership.BEAT_SECONDS /= 10


class Page(Component):
    """Says who serves it and who is there."""

    name: str

    def mounted(self) -> None:
        looking.join(self, self.name)

    def render(self) -> Child:
        kitchen = app.group_presence("kitchen").count
        names = ", ".join(sorted(looking.names))
        return h.main(
            h.p(str(os.getpid()), id="pid"),
            h.p(f"{app.presence.count} here, {kitchen} in the kitchen, {looking.count} look: {names}."),
        )


app = App(collect=False)
app.page("/{name}")(Page)
looking = app.replicate(Presence(), "looking")


@app.on("enter")
def enter(client: Client) -> None:
    """Go into the kitchen."""
    client.add_to_group("kitchen")


@app.on("leave")
def leave(client: Client) -> None:
    """Leave it."""
    client.remove_from_group("kitchen")


@app.on("tell")
def tell(client: Client, text: str, group: str | None = None) -> None:
    """Tell those in a group, or all."""
    app.broadcast("told", group=group, text=text)


@app.on("count")
def count(client: Client) -> None:
    """Say whom this process knows."""
    client.send("counted", clients=len(app.clients()), kitchen=len(app.clients("kitchen")))
