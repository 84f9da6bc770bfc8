"""``python -m domsync run examples/counter.py``: serve the app, or the only component, of a file or module.

``--workers 4 --redis redis://localhost`` has four processes serve it on one port.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from domsync import App, Component, MissingExtraError, __version__
from domsync.server.redis_broker import RedisBroker
from domsync.server.workers import Place, run_workers, work

#: Where Redis is, unless the command line says it; also how the workers are told, because an address has a password.
_REDIS = "DOMSYNC_REDIS"


class TargetError(Exception):
    """What is to be served cannot be found."""


def find_app(target: str) -> App:
    """Find what to serve.

    Args:
        target: A file, ``examples/counter.py``, or a module, ``shop.pages``; ``:name`` behind it picks one of several.

    Returns:
        The App called ``app``, or the only App there, or a new one for the only component.

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
            raise TargetError(f"there is no module {place!r}; a file is named with its .py") from None
    if not path.is_file():
        raise TargetError(f"there is no file {place!r}")
    # As when Python runs the file: what stands beside it can be imported.
    sys.path.insert(0, str(path.resolve().parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise TargetError(f"{place!r} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(prog="domsync", description="Web pages that live in Python.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="serve an app")
    run.add_argument("target", help="a file or module, with :name behind it for one of several apps in it")
    run.add_argument("--host", default="127.0.0.1", help="what to listen on (default: 127.0.0.1)")
    run.add_argument("--port", default=8000, type=int, help="the port (default: 8000; 0 takes a free one)")
    run.add_argument("--production", action="store_true", help="show no details of errors on pages")
    run.add_argument("--workers", default=1, type=int, help="how many processes serve the app (default: 1)")
    run.add_argument(
        "--redis",
        default=os.environ.get(_REDIS),
        help=f"the address of the Redis that connects them: redis://localhost (default: ${_REDIS})",
    )
    run.add_argument("--worker", type=Place.read, help=argparse.SUPPRESS)  # by this a worker is started
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Those of the process, unless given.

    Returns:
        The exit status.
    """
    given = parser().parse_args(arguments)
    several = given.workers > 1 and given.worker is None
    try:
        broker = _broker(given.redis)
        app = None if several else find_app(given.target)
    except (TargetError, MissingExtraError) as wrong:
        print(f"domsync: {wrong}", file=sys.stderr)
        return 2
    try:
        if app is None:
            return _run_workers(given)
        if given.production:
            app.development = False
        if broker is not None:
            app.broker = broker
        if given.worker is None:
            app.run(given.host, given.port)
        else:
            asyncio.run(work(app, given.worker, given.host))
    except OSError as refused:
        print(f"domsync: cannot listen on {given.host}:{given.port}: {refused.strerror or refused}", file=sys.stderr)
        return 1
    return 0


def _broker(url: str | None) -> RedisBroker | None:
    try:
        return RedisBroker(url) if url else None
    except ValueError as malformed:
        raise TargetError(f"{url!r} is no address of a Redis: {malformed}") from None


def _run_workers(given: argparse.Namespace) -> int:
    if given.redis:
        os.environ[_REDIS] = given.redis
    else:
        print(
            "domsync: without --redis, what one worker's visitors share is not shared with the others", file=sys.stderr
        )
    options = ["--host", given.host, *(["--production"] if given.production else [])]
    run = [sys.executable, *(["-O"] * sys.flags.optimize), "-m", "domsync", "run", given.target, *options]
    served = run_workers(lambda place: [*run, "--worker", place.written()], given.workers, given.host, given.port)
    return 0 if served else 1


if __name__ == "__main__":
    sys.exit(main())
