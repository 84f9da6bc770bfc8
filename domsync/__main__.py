"""``python -m domsync run examples/counter.py``: serve the app, or the only component, of a file or module.

``--workers 4 --redis redis://localhost`` serves it with four processes on one port. Every option can also be set by an
environment variable: ``DOMSYNC_WORKERS=4``.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import importlib
import importlib.util
import logging
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from domsync import App, Component, MissingExtraError, __version__
from domsync.errors import DomsyncError
from domsync.server.exit_deadline import run_to_end
from domsync.server.net.origins import HostPolicy
from domsync.server.net.proxies import TrustedProxies, is_prefix
from domsync.server.page_memory import NoPageError, page_memory
from domsync.server.processes.redis_broker import RedisBroker
from domsync.server.replay import as_test, read_record, replay
from domsync.server.settings import PREFIX, Settings, flag
from domsync.server.workers import Place, run_reloading, run_workers, work

#: The URL of the Redis server, unless the command line has it. Workers get it only by this: it may hold a password.
_REDIS = f"{PREFIX}REDIS"


class TargetError(DomsyncError):
    """The app to serve cannot be found, or an option is invalid."""


def find_app(target: str) -> App:
    """Find the app to serve.

    Args:
        target: A file, ``examples/counter.py``, or a module, ``shop.pages``. Add ``:name`` to choose one of several
            apps.

    Returns:
        The App called ``app``, the only App there is, or a new one for the only component.

    Raises:
        TargetError: There is no such file, module or name, or more than one thing to serve.
    """
    place, _, name = target.partition(":")
    module = _load(place)
    if name:
        found = getattr(module, name, None)
        if found is None:
            raise TargetError(f"{place} has no {name!r}")
        return _as_app(found, target)
    if isinstance(getattr(module, "app", None), App):
        return module.app  # type: ignore[no-any-return]
    apps = {key: value for key, value in vars(module).items() if isinstance(value, App)}
    if len(apps) > 1:
        raise TargetError(f"{place} has several apps; name one: {place}:{next(iter(apps))}")
    if apps:
        return next(iter(apps.values()))
    own = {
        key: value
        for key, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Component) and value.__module__ == module.__name__
    }
    if len(own) != 1:
        several = f"it has the components {', '.join(own)}; name one" if own else "there is nothing to serve in it"
        raise TargetError(f"{place} has no App called `app`, and {several}: python -m domsync run {place}:NAME")
    return _as_app(next(iter(own.values())), target)


def _as_app(found: object, target: str) -> App:
    if isinstance(found, App):
        return found
    if isinstance(found, type) and issubclass(found, Component):
        return App(found, title=found.__name__)
    raise TargetError(f"{target} is neither an App nor a Component: {found!r}")


def _load(place: str) -> ModuleType:
    path = Path(place)
    if path.suffix != ".py":
        sys.path.insert(0, str(Path.cwd()))
        try:
            return importlib.import_module(place)
        except ModuleNotFoundError as missing:
            if missing.name is None or not (place == missing.name or place.startswith(missing.name + ".")):
                raise
            raise TargetError(f"there is no module {place!r}; to name a file, add its .py") from None
    if not path.is_file():
        raise TargetError(f"there is no file {place!r}")
    # As when Python runs the file: modules in its folder can be imported.
    sys.path.insert(0, str(path.resolve().parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise TargetError(f"{place!r} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class Option:
    """A command line option that can also be set by an environment variable.

    Args:
        name: The option's name.
        text: The help text.
        setting: The variable's name without ``DOMSYNC_``, in lower case; by default the option's name.
        default: The default, for the help.
        kind: ``"text"``, ``"number"``, ``"flag"``, or ``"list"``, which can be repeated, or is separated by commas in
            the variable.
    """

    name: str
    text: str
    setting: str = ""
    default: str = ""
    kind: str = "text"

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + (self.setting or self.name.replace("-", "_")).upper()

    def add(self, command: argparse.ArgumentParser) -> None:
        """Add the option to a command."""
        default = f"; default: {self.default}" if self.default else ""
        options: dict[str, Any] = {"help": f"{self.text} (${self.variable}{default})", "default": None}
        if self.kind == "flag":
            options["action"] = "store_true"
        elif self.kind == "list":
            options |= {"action": "append", "metavar": self.name.rpartition("-")[2].upper()}
        elif self.kind == "number":
            options["type"] = int
        command.add_argument(f"--{self.name}", dest=self.setting or self.name.replace("-", "_"), **options)

    def read(self, given: argparse.Namespace, environment: Mapping[str, str]) -> Any:
        """Return the value from the command line, or else from the environment; None if neither sets it.

        Raises:
            TargetError: The variable has an invalid value.
        """
        value = getattr(given, self.setting or self.name.replace("-", "_"))
        text = environment.get(self.variable)
        if value is not None or text is None:
            return value
        try:
            match self.kind:
                case "flag":
                    return flag(self.variable, text)
                case "number":
                    return int(text)
                case "list":
                    return [item.strip() for item in text.split(",") if item.strip()]
        except ValueError:
            raise TargetError(
                f"{self.variable} must be {'1 or 0' if self.kind == 'flag' else 'a number'}, not {text!r}"
            ) from None
        return text or None


OPTIONS = (
    Option("host", "the address to listen on", default="127.0.0.1"),
    Option("port", "the port to listen on; 0 picks a free one", default="8000", kind="number"),
    Option("production", "hide details of errors, and accept any host name unless some are set", kind="flag"),
    Option(
        "host-name",
        "a host name of the server, such as example.org or *.example.org; can be repeated",
        "hosts",
        kind="list",
    ),
    Option("origin", "another origin whose pages may connect; can be repeated", "origins", kind="list"),
    Option(
        "trusted-proxy",
        "the address or network of a trusted proxy, or unix; can be repeated",
        "trusted_proxies",
        kind="list",
    ),
    Option("root-path", "the path that the app is served under, such as /shop"),
    Option("access-log", "log each request to the logger domsync.access", kind="flag"),
    Option("store", "where to save pages, so that they outlive the process: sqlite:///pages.db or redis://localhost"),
    Option("record", "the folder for recordings of what visitors do, to replay; they include everything typed"),
    Option("reload", "restart whenever a file is saved; open pages keep their state", kind="flag"),
    Option("workers", "the number of processes that serve the app", default="1", kind="number"),
    Option("redis", "the URL of the Redis server that connects the processes: redis://localhost"),
)


def parser() -> argparse.ArgumentParser:
    """Create the parser of the command line."""
    top = argparse.ArgumentParser(prog="domsync", description="Interactive web pages in pure Python.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="serve an app")
    run.add_argument("target", help="a file or module; add :name to choose one of its apps")
    for option in OPTIONS:
        option.add(run)
    memory = commands.add_parser("memory", help="report how much memory a page takes, and for what")
    memory.add_argument("target", help="a file or module, as for run")
    memory.add_argument("path", nargs="?", default="/", help="the page's path and query; default: /")
    memory.add_argument("--pages", type=int, default=100, help="how many pages to open; default: 100")
    replay = commands.add_parser("replay", help="replay a recording and compare the results")
    replay.add_argument("file", help="the recording")
    replay.add_argument("target", help="a file or module, as for run")
    replay.add_argument("--as-test", action="store_true", help="print a test that does the same")
    shown = commands.add_parser("gallery", help="show all widgets live, with their code")
    shown.add_argument("--host", default="127.0.0.1", help="the address to listen on; default: 127.0.0.1")
    shown.add_argument(
        "--port", type=int, default=8000, help="the port to listen on; 0 picks a free one; default: 8000"
    )
    run.add_argument("--worker", type=Place.read, help=argparse.SUPPRESS)  # for starting a worker
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments. Default: those of the process.

    Returns:
        The exit status.
    """
    given = parser().parse_args(arguments)
    if given.command == "memory":
        return _memory(given)
    if given.command == "replay":
        return _replay(given)
    if given.command == "gallery":
        return _run_gallery(given.host, given.port)
    try:
        said = {option.setting or option.name.replace("-", "_"): option.read(given, os.environ) for option in OPTIONS}
        redis, workers = said.pop("redis"), said.pop("workers")
        reloads = said.pop("reload") and given.worker is None
        settings = _settings(said)
        broker = _broker(redis)
        if given.worker is not None and not given.worker.is_wanted():
            return 0
        several = reloads or ((workers or 1) > 1 and given.worker is None)
        app = None if several else _find_for(given.worker, given.target)
    except (TargetError, MissingExtraError) as wrong:
        print(f"domsync: {wrong}", file=sys.stderr)
        return 2
    host = settings.host or "127.0.0.1"
    port = 8000 if settings.port is None else settings.port
    try:
        if reloads:
            return _run_reloading(given, settings.store, host, port)
        if app is None:
            return _run_workers(given, redis, workers, host, port)
        if settings.access_log:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
        if app.hosting.needs_asgi:
            print(f"domsync: {app.hosting.needs_asgi}", file=sys.stderr)
            return 2
        app.settings = settings
        if broker is not None:
            app.broker = broker
            app.hosting.sessions_url = redis
        if given.worker is None:
            app.run(host, port)
        else:
            run_to_end(work(app, given.worker, host))
    except OSError as refused:
        _tell_refused(host, port, refused)
        return 1
    return 0


def _tell_refused(host: str, port: int, refused: OSError) -> None:
    is_taken = refused.errno == errno.EADDRINUSE
    hint = "; stop what is listening there, or use another port: --port 0 picks a free one" if is_taken else ""
    print(f"domsync: cannot listen on {host}:{port}: {refused.strerror or refused}{hint}", file=sys.stderr)


def _memory(given: argparse.Namespace) -> int:
    try:
        lines = asyncio.run(page_memory(find_app(given.target), given.path, max(1, given.pages)))
    except (TargetError, NoPageError) as wrong:
        print(f"domsync: {wrong}", file=sys.stderr)
        return 2
    print(*lines, sep="\n")
    return 0


def _replay(given: argparse.Namespace) -> int:
    try:
        replayed = asyncio.run(replay(find_app(given.target), read_record(Path(given.file))))
    except (TargetError, ValueError) as wrong:
        print(f"domsync: {wrong}", file=sys.stderr)
        return 2
    if given.as_test:
        print(as_test(replayed, Path(given.target.partition(":")[0]).stem), end="")
        return 0
    others = [step for step in replayed.steps if not step.is_same]
    for step in others:
        print(f"{step.event}\n  recorded: {' '.join(step.recorded)}\n  now:      {' '.join(step.replayed)}")
    print(f"{len(replayed.steps)} events, {len(others)} of them with different ops")
    return 1 if others else 0


def _run_gallery(host: str, port: int) -> int:
    from domsync.gallery import gallery

    try:
        gallery().run(host, port)
    except OSError as refused:
        _tell_refused(host, port, refused)
        return 1
    return 0


def _settings(said: dict[str, Any]) -> Settings:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    settings = Settings(**values)
    try:
        HostPolicy(settings.hosts)
        TrustedProxies(settings.trusted_proxies or ())
    except ValueError as wrong:
        raise TargetError(str(wrong)) from None
    if settings.root_path and not is_prefix(settings.root_path.rstrip("/")):
        raise TargetError(f"a root path must begin with a slash, such as /shop, not {settings.root_path!r}")
    return settings


def _broker(url: str | None) -> RedisBroker | None:
    try:
        return RedisBroker(url) if url else None
    except ValueError as malformed:
        raise TargetError(f"{url!r} is not the URL of a Redis server: {malformed}") from None


def _find_for(worker: Place | None, target: str) -> App:
    """Find the app to serve; a worker reports a failure to the process that has started it."""
    try:
        return find_app(target)
    except BaseException:
        if worker is not None:
            worker.failed(traceback.format_exc())
        raise


def _run_reloading(given: argparse.Namespace, store: str | None, host: str, port: int) -> int:
    path = Path(given.target.partition(":")[0])
    with TemporaryDirectory(prefix="domsync-") as folder:
        if not store:
            given.store = f"sqlite:///{folder}/pages.db"
        command = _command(given, host)
        served = asyncio.run(
            run_reloading(
                lambda place: [*command, "--worker", place.written()],
                path.resolve().parent if path.is_file() else Path.cwd(),
                host,
                port,
            )
        )
    return 0 if served else 1


def _run_workers(given: argparse.Namespace, redis: str | None, workers: int, host: str, port: int) -> int:
    if redis:
        os.environ[_REDIS] = redis
    else:
        print(
            "domsync: without --redis, visitors of different workers share no state; sessions need --redis or --store",
            file=sys.stderr,
        )
    command = _command(given, host)
    served = run_workers(lambda place: [*command, "--worker", place.written()], workers, host, port)
    return 0 if served else 1


def _command(given: argparse.Namespace, host: str) -> list[str]:
    """Return the command line of a worker, without its place."""
    options = ["--host", host]
    for option in OPTIONS:
        value = getattr(given, option.setting or option.name.replace("-", "_"))
        if value is None or option.name in ("host", "port", "workers", "redis", "reload"):
            continue
        for one in value if option.kind == "list" else [value]:
            options += [f"--{option.name}"] if option.kind == "flag" else [f"--{option.name}", str(one)]
    return [sys.executable, *(["-O"] * sys.flags.optimize), "-m", "domsync", "run", given.target, *options]


if __name__ == "__main__":
    sys.exit(main())
