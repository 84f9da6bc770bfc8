"""Files of client modules: names for the import map, versioned URLs, and additions to the pages' policies."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

import msgspec

from domsync.components.client_modules import ClientModule, module_files
from domsync.components.client_modules.addresses import (
    ModuleAddresses,
    ModuleNeeds,
    ModuleNotServedError,
    ModuleText,
)
from domsync.server.net.client_files import PREFIX
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, error
from domsync.server.net.static import FOR_EVER, file_response
from domsync.server.pages.policy import NONCE, Policy

#: The folder of module files, relative to the app's own files.
_PLACE = "modules/"
#: A file or folder; or a file of an installed distribution, as the names of both.
ModuleSource: TypeAlias = str | Path | tuple[str, str]

#: The files that are served along with a module that a program names: a folder of Python files serves nothing else.
_BESIDE = frozenset((".js", ".mjs", ".css", ".wasm", ".map"))
#: The files of a package for browsers.
_OF_PACKAGES = _BESIDE | {".json", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf"}
#: How long, in seconds, a changed file may keep its old address.
_LOOK_SECONDS = 0.5
#: The number and the depth of folders that are searched for a changed file.
_MOST_FOLDERS = 100
_DEEPEST = 3
#: The conditions of a package's entry points that suit a browser, best first.
_CONDITIONS = ("browser", "import", "module", "default")


@dataclass(slots=True)
class _Folder:
    """A folder from which modules are served.

    Args:
        path: The folder.
        kinds: The suffixes of the files that are served.
        is_package: Whether it is in `node_modules`, whose files nobody edits.
    """

    path: Path
    kinds: frozenset[str]
    is_package: bool
    _version: str = ""
    _looked_at: float = -1e9

    def version(self) -> str:
        """Return a version that changes when the files do."""
        now = time.monotonic()
        if now - self._looked_at > (3600 if self.is_package else _LOOK_SECONDS):
            digest = hashlib.sha256()
            for file in self._files():
                with suppress(OSError):  # it has just been deleted
                    stat = file.stat()
                    digest.update(f"{file}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
            self._version, self._looked_at = digest.hexdigest()[:16], now
        return self._version

    def _files(self) -> Iterable[Path]:
        if self.is_package:
            return [file for file in (self.path / "package.json",) if file.is_file()]
        found: list[Path] = []
        for number, (place, folders, names) in enumerate(os.walk(self.path)):
            # Deeper folders may contain a whole environment; after a change there, reload the page by hand.
            if number >= _MOST_FOLDERS or Path(place).relative_to(self.path).parts[_DEEPEST - 1 :]:
                folders.clear()
            folders[:] = sorted(name for name in folders if not name.startswith((".", "_")) and name != "node_modules")
            found += [Path(place, name) for name in sorted(names) if Path(name).suffix in _BESIDE]
        return found

    def find(self, name: str) -> Path | None:
        """Find a file in the folder, if it may be served."""
        parts = name.split("/")
        if any(part.startswith(".") or not part or "\\" in part or "\0" in part for part in parts):
            return None
        try:
            found = self.path.joinpath(*parts).resolve(strict=True)
        except OSError:
            return None
        is_inside = found.is_relative_to(self.path) and found.is_file()
        return found if is_inside and found.suffix.lower() in self.kinds else None


class _Served:
    """The folders and texts that the apps of the process serve: a shared part may be on pages of several apps."""

    def __init__(self) -> None:
        self.folders: dict[str, _Folder] = {}
        self.texts: dict[str, bytes] = {}
        self._of_texts: dict[ModuleText, str] = {}

    def file(self, path: Path) -> str:
        """Serve a file and what belongs to it, and return its address."""
        root = _package_of(path)
        is_package = root is not None
        folder = path.parent if root is None else root
        key = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        if key not in self.folders:
            self.folders[key] = _Folder(folder, _OF_PACKAGES if is_package else _BESIDE, is_package)
        below = quote(path.relative_to(folder).as_posix())
        return f"{_PLACE}{key}/{self.folders[key].version()}/{below}"

    def text(self, text: ModuleText) -> str:
        """Serve a text, and return its address."""
        known = self._of_texts.get(text)
        if known is None:
            content = text.content.encode()
            known = f"{_PLACE}text/{hashlib.sha256(content).hexdigest()[:24]}.{text.kind}"
            self.texts[known] = content
            self._of_texts[text] = known
        return known

    def respond(self, request: Request) -> HttpResponse | None:
        """Respond to a request for one of these files; None if it is for something else."""
        place = request.path.removeprefix(PREFIX)
        if not place.startswith(_PLACE):
            return None
        if (content := self.texts.get(place)) is not None:
            kind = "text/css" if place.endswith(".css") else "text/javascript"
            return HttpResponse(200, content, f"{kind}; charset=utf-8", {"Cache-Control": FOR_EVER})
        key, _, rest = place.removeprefix(_PLACE).partition("/")
        version, _, name = rest.partition("/")
        folder = self.folders.get(key)
        file = None if folder is None else folder.find(unquote(name, errors="replace"))
        if folder is None or file is None:
            return error(404)
        media = "text/javascript; charset=utf-8" if file.suffix in (".js", ".mjs") else None
        headers = {"Cache-Control": FOR_EVER} if version == folder.version() else None
        try:
            return file_response(request, file, headers=headers, kind=media)
        except OSError:
            return error(404)


_served = _Served()


def module_response(request: Request) -> HttpResponse | None:
    """Respond to a request for a file of a client module; None if it is for something else.

    Args:
        request: The request.
    """
    return _served.respond(request)


def _package_of(path: Path) -> Path | None:
    """Return the folder of the package in `node_modules` that a file belongs to."""
    parts = path.parts
    for index in range(len(parts) - 2, -1, -1):
        if parts[index] == "node_modules":
            end = index + (3 if parts[index + 1].startswith("@") else 2)
            return Path(*parts[:end]) if end < len(parts) else None
    return None


class ModuleNames:
    """The names of one app's import map."""

    def __init__(self) -> None:
        self._paths: dict[str, Path] = {}

    def add(self, names: Mapping[str, ModuleSource]) -> None:
        """Give files the names by which modules import them.

        Args:
            names: Files by name.

        Raises:
            ValueError: There is no such file or distribution.
        """
        found: dict[str, Path] = {}
        for name, source in names.items():
            path = _located(name, source)
            if path.is_dir() and not name.endswith("/"):
                _add_package(name, path, found)
            elif path.is_dir() or path.is_file():
                found[name] = path
            else:
                raise ValueError(f"app.modules({{{name!r}: ...}}) names {str(source)!r}, and there is no such file")
        self._paths |= found

    def __bool__(self) -> bool:
        return bool(self._paths)

    def find(self, name: str) -> Path | None:
        """Find the file of a name, as an import map resolves it: by the whole name, or a prefix that ends in a slash.

        Args:
            name: The name.
        """
        if name in self._paths:
            return self._paths[name]
        folders = [known for known in self._paths if known.endswith("/") and name.startswith(known)]
        if not folders:
            # For a style sheet in a package whose name is known.
            packages = [known for known in self._paths if name.startswith(f"{known}/")]
            known = max(packages, key=len, default=None)
            package = None if known is None else _package_of(self._paths[known])
            return None if known is None or package is None else package / name[len(known) + 1 :]
        known = max(folders, key=len)
        return self._paths[known] / name[len(known) :]

    def import_map(self, base: str) -> str:
        """Return the import map as JSON.

        Args:
            base: The prefix of the addresses of the app's own files.
        """
        imports = {name: f"{base}{PREFIX[1:]}{self._address(path)}" for name, path in self._paths.items()}
        return msgspec.json.encode({"imports": imports}).decode()

    def _address(self, path: Path) -> str:
        if path.is_dir():
            # The address of a file in the folder, without the name of that file.
            return _served.file(path / "_").removesuffix("_")
        return _served.file(path)

    def address(self, source: str | ModuleText | tuple[str, str], beside: Path | None) -> str:
        """Return the address of a file of a module; see `ModuleAddresses.address`."""
        if isinstance(source, ModuleText):
            return _served.text(source)
        if isinstance(source, tuple):
            file = _of_distribution(*source)
            return _served.text(_script(file, file.stat().st_mtime_ns))
        path = self.find(source)
        tried = [] if path is None else [str(path)]
        if path is None or not path.is_file():
            path = None if beside is None else (beside / source).resolve()
            tried.append(str(path or source))
        if path is None or not path.is_file():
            raise ModuleNotServedError(source, tried)
        return _served.file(path.resolve())

    def trusted_place(self, name: str) -> str:
        """Find the files that a name in `trusted_html` stands for: those of its package, or its file.

        Args:
            name: The name.

        Raises:
            ModuleNotServedError: The app has no such name.
        """
        path = self.find(name)
        if path is None:
            raise ModuleNotServedError(name, [])
        address = self._address(path)
        return "/".join(address.split("/")[:3]) + "/" if _package_of(path) is not None else address


def _located(name: str, source: ModuleSource) -> Path:
    if isinstance(source, tuple):
        distribution, below = source
        try:
            files = importlib.metadata.distribution(distribution)
        except importlib.metadata.PackageNotFoundError:
            raise ValueError(f"app.modules({{{name!r}: ...}}): no distribution {distribution!r} is installed") from None
        return Path(str(files.locate_file(below))).resolve()
    return Path(source).resolve()


@lru_cache(64)
def _script(path: Path, changed: int) -> ModuleText:
    """Turn a classic script into a module: its `this` is the window, as it is in a script element.

    Args:
        path: The file.
        changed: When it was last changed.
    """
    content = path.read_text(encoding="utf-8")
    return ModuleText(f"(function () {{\n{content}\n}}).call(globalThis);\n", "js")


def _of_distribution(distribution: str, below: str) -> Path:
    """Find a file of an installed distribution."""
    try:
        path = Path(str(importlib.metadata.distribution(distribution).locate_file(below))).resolve()
    except importlib.metadata.PackageNotFoundError:
        raise ModuleNotServedError(below, [f"the distribution {distribution}, which is not installed"]) from None
    if not path.is_file():
        raise ModuleNotServedError(below, [str(path)])
    return path


def _add_package(name: str, folder: Path, found: dict[str, Path]) -> None:
    """Add a package in `node_modules`, and its dependencies."""
    try:
        package: dict[str, Any] = msgspec.json.decode((folder / "package.json").read_bytes(), type=dict[str, Any])
    except (OSError, ValueError) as failure:
        raise ValueError(
            f"app.modules({{{name!r}: ...}}): {str(folder)!r} has no package.json; "
            f"for all files of a folder, let the name end in a slash: {name + '/'!r}"
        ) from failure
    for below, entry in _entries(package):
        path = folder / entry
        if not path.is_file():
            raise ValueError(f"the package {str(folder)!r} names {entry!r}, and there is no such file")
        found[f"{name}{below}"] = path.resolve()
    for other in package.get("dependencies", {}):
        if other in found:
            continue
        # Search where Node does: beside the package and further up.
        for above in (folder, *folder.parents):
            beside = above / "node_modules" / other
            if (beside / "package.json").is_file():
                _add_package(other, beside.resolve(), found)
                break


def _entries(package: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the entry points of a package for browsers: the path after its name, and the file."""
    exports = package.get("exports")
    found: list[tuple[str, str]] = []
    if isinstance(exports, dict) and any(key.startswith(".") for key in exports):
        for key, target in exports.items():
            entry = _chosen(target)
            if entry is not None and "*" not in key and key != "./package.json" and entry.endswith((".js", ".mjs")):
                found.append((key[1:], entry))
    elif exports is not None:
        entry = _chosen(exports)
        found += [("", entry)] if entry is not None else []
    if not any(below == "" for below, _ in found):
        found.append(("", str(package.get("module") or package.get("main") or "index.js")))
    return found


def _chosen(target: Any) -> str | None:
    if isinstance(target, str):
        return target
    if isinstance(target, dict):
        for condition in _CONDITIONS:
            if condition in target and (found := _chosen(target[condition])) is not None:
                return found
    return None


class PageModules(ModuleAddresses):
    """The client modules that a document shows.

    Args:
        names: The app's names.
    """

    __slots__ = ("allowed", "names", "used")

    def __init__(self, names: ModuleNames) -> None:
        self.names: ModuleNames = names
        self.used: dict[tuple[str, ...], ModuleNeeds] = {}
        #: What the page allows, by module name; None until the page is sent.
        self.allowed: frozenset[str] | None = None

    def address(self, source: str | ModuleText | tuple[str, str], beside: Path | None) -> str:
        """Find the address of a file."""
        return self.names.address(source, beside)

    def need(self, needs: ModuleNeeds, addresses: tuple[str, ...]) -> None:
        """Note that the document shows a module.

        Raises:
            ModuleNotAllowedError: Its page was sent with a policy that does not allow what the module needs.
        """
        if not self._is_allowed(needs):
            raise ModuleNotAllowedError(needs.name)
        self.used[addresses] = needs

    def allows(self, classes: Iterable[type[ClientModule]]) -> bool:
        """Return whether the policy that the page was sent with allows what modules need.

        Args:
            classes: The modules.
        """
        return all(self._is_allowed(cls.needs()) for cls in classes)

    def _is_allowed(self, needs: ModuleNeeds) -> bool:
        return self.allowed is None or not needs.any or needs.name in self.allowed

    @contextmanager
    def all_allowed(self) -> Iterator[Callable[[], bool]]:
        """Allow any modules for now, and check afterwards whether the policy that the page was sent with allows them.

        Returns:
            A context manager that yields a function, which returns whether they are allowed.
        """
        allowed, self.allowed = self.allowed, None
        refused: list[tuple[str, ...]] = []
        try:
            yield lambda: not refused
        finally:
            self.allowed = allowed
            refused += [addresses for addresses, needs in self.used.items() if not self._is_allowed(needs)]
            for addresses in refused:
                del self.used[addresses]

    def declared(self, classes: Iterable[type[ClientModule]]) -> dict[tuple[str, ...], ModuleNeeds]:
        """List the needs of modules that may be added later, by their addresses."""
        return {
            tuple([self.address(source, folder) for source, folder in module_files(cls)]): cls.needs()
            for cls in classes
        }


class ModuleNotAllowedError(ModuleNotServedError):
    """A module was added to a page whose policy does not allow what it needs.

    Args:
        name: The class.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, [])
        self.name = name

    def __str__(self) -> str:
        return (
            f"{self.name} needs more than the policy of this page allows, which was sent when the page was loaded; "
            f"announce it with @app.page(..., modules=[{self.name}])"
        )


@dataclass(frozen=True, slots=True)
class ModuleHead:
    """The part of a page's head that its modules need.

    Args:
        policy: The page's policy, with what they need.
        trusted: The addresses of files that may assign markup.
        stylesheets: The addresses of their style sheets.
        preload: The addresses of modules to load at once.
    """

    policy: Policy
    trusted: tuple[str, ...] = ()
    stylesheets: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()


def module_head(
    policy: Policy,
    base: str,
    own: PageModules,
    shared: Sequence[PageModules],
    declared: Iterable[type[ClientModule]],
) -> ModuleHead:
    """Return what a page's head needs for the modules that it shows, or may show later.

    Args:
        policy: The page's policy without them.
        base: The prefix of the addresses of the app's own files.
        own: The modules of the page's own document. From now on, only modules that the policy allows can be added.
        shared: The modules of its shared parts.
        declared: Modules that may be added later.
    """
    now = {addresses: needs for each in (own, *shared) for addresses, needs in each.used.items()}
    used = now | own.declared(declared)
    own.allowed = frozenset(needs.name for needs in used.values())
    place = f"{base}{PREFIX[1:]}"
    trusted: list[str] = []
    for addresses, needs in used.items():
        policy = _with_needs(policy, needs)
        if needs.trusted_html is True:
            trusted += [place + address for address in addresses if not address.endswith(".css")]
        elif needs.trusted_html:
            trusted += [place + own.names.trusted_place(name) for name in needs.trusted_html]
    return ModuleHead(
        policy,
        tuple(dict.fromkeys(trusted)),
        tuple(dict.fromkeys(place + one for addresses in now for one in addresses if one.endswith(".css"))),
        tuple(dict.fromkeys(place + one for addresses in now for one in addresses if not one.endswith(".css"))),
    )


def _with_needs(policy: Policy, needs: ModuleNeeds) -> Policy:
    if needs.policy:
        policy = policy.plus(needs.policy)
    if needs.styles == "nonce":
        policy = policy.plus({"style-src": [NONCE]})
    elif needs.styles == "inline":
        policy = policy.plus({"style-src": ["'unsafe-inline'"]})
    return policy
