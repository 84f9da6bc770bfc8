"""Checks of the architecture, each a function of a folder that returns the violations it found, as sentences.

`test_architecture.py` runs them over this repository, where they must find nothing, and over small wrong folders, where
they must find exactly what is wrong.
"""

import ast
import builtins
import gzip
import io
import itertools
import re
import tokenize
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from domsync.server.net.bundle import bundle
from domsync.server.net.client_files import PARTS

PACKAGE = "domsync"

# What each part of the package may import, itself always included. `*` is everything.
LAYERS: dict[str, set[str]] = {
    "errors": set(),
    "dom": {"errors"},
    "render": {"errors", "dom"},
    "components": {"errors", "dom"},
    "session": {"errors", "dom", "render"},
    "server": {"errors", "dom", "render", "components", "session"},
    # What users write with, and nothing else: see check_widgets.
    "widgets": {"", "act", "attributes", "components", "dom", "errors", "events", "html", "svg"},
    "gallery": {"", "components", "html", "widgets"},
    # Looks into all of it, and is made with it. Nothing imports it: a server loads it by name, for who asks for it.
    "devtools": {"", "components", "dom", "errors", "events", "html", "render", "server", "session", "widgets"},
    "client": set(),
    "testing": {"errors", "dom", "render", "components", "session", "server"},
}

# The rooms of a layer: its sub-packages, and the modules that lie directly in it. Each may import those named before
# it, so that imports between rooms run one way. A layer's `__init__` gathers names and may import all of it.
ROOMS: dict[str, tuple[str, ...]] = {
    "dom": (
        *("ops", "limits", "ports", "records", "traversal", "rare"),
        *("checks", "events", "controls", "tree", "selectors", "nodes", "element", "actions", "document"),
    ),
    "components": (
        *(
            "source_location",
            "monitor",
            "refs",
            "threads",
            "validation",
            "annotations",
            "locales",
            "state",
            "current",
            "formats",
            "translations",
            "field_messages",
            "page_words",
            "unique_ids",
            "upload_words",
            "uploads",
            "handlers",
            "vnode",
            "elements",
            "component",
            "outlet",
            "location",
        ),
        *("shared_text", "reconciler", "durable", "shared", "client_modules", "widgets"),
    ),
    "server": (
        *("settings", "limits", "resources", "exit_deadline", "tasks", "collector", "processes", "replication"),
        *("net", "recording", "instruments", "messages", "files", "sessions", "pages", "workers", "metrics", "health"),
        *(
            "dom_server",
            "router",
            "runner",
            "public_address",
            "responder",
            "inspector",
            "hosting",
            "notebook",
            "app",
            "page_memory",
            "replay",
        ),
    ),
    "widgets": (
        *("base", "words", "icons", "buttons", "layout", "feedback", "inputs", "forms", "navigation", "overlays"),
        *("display", "media", "prose", "data", "tables", "lists", "charts", "chats"),
    ),
    "testing": (
        *("steps", "tree", "failures", "downloads", "locator", "page", "assertions"),
        *("browser", "user", "in_process", "chromium", "rendering", "plugin"),
    ),
}

# How many imports for types only may run against the order of the rooms: a tree's algorithms know that nodes have a
# document. In the other layers there are none.
TYPE_ARROWS = {"dom": 80, "server": 2}

# How many accesses to private names of other modules there may be in 1,000 lines.
PRIVATE_ACCESSES = 3

# Modules that only gather names for the user, and the command line. They may import every layer; of the layers, only
# the widgets import them.
FACADES = {"", "__main__", "act", "attributes", "core", "domsync_server", "events", "html", "svg"}

# Whatever opens connections, by the module that offers it: `urllib.request`, but not the harmless `urllib.parse`.
NETWORK_MODULES = {
    *("aiohttp", "anyio", "http.client", "http.server", "httpx", "playwright", "redis", "selectors", "socket"),
    *("socketserver", "ssl", "starlette", "urllib.request", "uvicorn", "websockets"),
}
NETWORK_CALLS = {
    *("create_connection", "create_datagram_endpoint", "create_server", "create_unix_connection", "create_unix_server"),
    *("open_connection", "open_unix_connection", "start_server", "start_unix_server"),
}
NETWORK_LAYERS = {"server", "testing"}

# Which module of the client may import which. A new module gets a line here.
CLIENT_IMPORTS: dict[str, set[str]] = {
    "protocol.js": set(),
    "dom.js": set(),
    "nodes.js": {"dom.js"},
    "extra/reload.js": {"dom.js"},
    "banner.js": {"dom.js", "nodes.js"},
    "outbox.js": {"nodes.js"},
    "socket.js": {"banner.js", "dom.js", "inputs.js", "lazy.js", "nodes.js", "outbox.js", "protocol.js"},
    "frames.js": {
        *("apply.js", "dom.js", "foreign.js", "inputs.js", "nodes.js", "protocol.js", "socket.js"),
    },
    "emit.js": {"inputs.js", "nodes.js", "outbox.js", "protocol.js", "socket.js"},
    "messages.js": {"dom.js", "lazy.js", "nodes.js"},
    "apply/ids.js": set(),
    "apply/rules.js": set(),
    "apply/attributes.js": {"apply/rules.js", "dom.js", "nodes.js"},
    "apply/properties.js": {"apply/attributes.js", "apply/rules.js", "dom.js", "nodes.js", "protocol.js"},
    "apply/elements.js": {"apply/properties.js", "apply/rules.js", "dom.js", "nodes.js"},
    "apply/templates.js": {
        *("apply/attributes.js", "apply/elements.js", "apply/ids.js", "apply/properties.js", "dom.js", "nodes.js"),
        "protocol.js",
    },
    "apply/nodes.js": {"apply/attributes.js", "apply/elements.js", "apply/templates.js", "dom.js"},
    "foreign.js": {"lazy.js"},
    "apply/tree.js": {
        *("apply/ids.js", "apply/nodes.js", "apply/templates.js", "dom.js", "foreign.js", "nodes.js", "protocol.js"),
    },
    "apply/calls.js": {"dom.js", "foreign.js", "lazy.js", "nodes.js", "protocol.js"},
    "apply/adopt.js": {"apply/ids.js", "dom.js", "foreign.js", "nodes.js", "protocol.js"},
    "apply.js": {
        *("apply/adopt.js", "apply/calls.js", "apply/properties.js", "apply/templates.js", "apply/tree.js"),
        *("nodes.js", "protocol.js"),
    },
    "lazy.js": {"banner.js", "nodes.js"},
    "events.js": {"dom.js", "lazy.js", "nodes.js", "protocol.js"},
    "inputs.js": {"dom.js", "lazy.js", "nodes.js"},
    "extra/operational_transform.js": set(),
    "extra/heal.js": {"dom.js", "foreign.js", "nodes.js"},
    "extra/keys.js": {"events.js", "nodes.js"},
    "extra/merge.js": {"dom.js", "extra/operational_transform.js", "extra/refill.js", "inputs.js", "nodes.js"},
    "extra/refill.js": {"dom.js", "extra/operational_transform.js", "inputs.js", "nodes.js"},
    "extra/act.js": {"apply/attributes.js", "dom.js", "events.js", "nodes.js", "protocol.js"},
    "extra/states.js": {"dom.js", "emit.js", "lazy.js", "nodes.js"},
    "extra/media.js": {"nodes.js", "socket.js"},
    "extra/browser.js": {"dom.js", "nodes.js"},
    "extra/evaluate.js": set(),
    "extra/upload.js": {"nodes.js", "protocol.js"},
    "extra/development.js": {"extra/failure_overlay.js"},
    "extra/failure_overlay.js": {"nodes.js", "protocol.js"},
    "extra/duplicated_tab.js": {"nodes.js", "protocol.js"},
    "extra/early.js": {"dom.js", "nodes.js"},
    "extra/navigate.js": {"banner.js", "dom.js", "emit.js", "lazy.js", "nodes.js", "protocol.js"},
    "extra/modules.js": {"lazy.js", "nodes.js"},
    "extra/pending.js": {"dom.js", "nodes.js"},
    "extra/trusted_types.js": set(),
    "extra/charts.js": set(),
    "extra/widgets.js": {"lazy.js", "nodes.js"},
    "extra/collections.js": set(),
    "extra/drag_and_drop.js": {"lazy.js"},
    "extra/virtual_list.js": set(),
    "extra/translations.js": {"nodes.js"},
    "extra/chat_history.js": set(),
    "extra/grid.js": set(),
    "extra/shared_text.js": {"extra/operational_transform.js", "inputs.js", "nodes.js"},
    "index.js": {
        *("dom.js", "emit.js", "events.js", "foreign.js", "frames.js", "inputs.js", "lazy.js", "messages.js"),
        "nodes.js",
        *("protocol.js", "socket.js"),
    },
}
# What a module loads when a page needs it, by what it is called in the folder `extra`; it has a budget of its own.
CLIENT_LOADS: dict[str, set[str]] = {
    "events.js": {"act", "keys", "pending", "shared_text", "upload"},
    "foreign.js": {"heal"},
    "socket.js": {"reload"},
    "index.js": {"early", "states"},
    "messages.js": {"browser", "reload"},
    "inputs.js": {"merge"},
    "apply/calls.js": {"modules"},
    "extra/drag_and_drop.js": {"collections"},
    "extra/states.js": {"media"},
    "extra/widgets.js": {"charts", "chat_history", "collections", "drag_and_drop", "grid", "virtual_list"},
}
CLIENT_EXTRA_BUDGETS = {
    "merge.js": 6_000,
    "duplicated_tab.js": 450,
    "act.js": 4_000,
    "browser.js": 1_600,
    "pending.js": 500,
    "development.js": 2_600,
    "chat_history.js": 500,
    "early.js": 950,
    "evaluate.js": 250,
    "states.js": 1_150,
    "media.js": 650,
    "navigate.js": 3_950,
    "trusted_types.js": 500,
    "heal.js": 2_620,
    "keys.js": 800,
    "reload.js": 1_000,
    "shared_text.js": 2_500,
    "upload.js": 1_650,
    "modules.js": 4_000,
    "collections.js": 2_000,
    "drag_and_drop.js": 850,
    "widgets.js": 6_300,
    "virtual_list.js": 1_300,
    "translations.js": 200,
    "grid.js": 3_000,
    "charts.js": 4_500,
}
CLIENT_FORBIDDEN = re.compile(r"eval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document.write")
CLIENT_GZIP_BUDGET = 16_000

# How many types of the client may be `any`: of what `JSON.parse` gave, and of properties that few elements have.
CLIENT_ANY = 131
_ANY = re.compile(r"[{(:<|\[,=>&.] ?any\b(?! \w)")

# What tells the time of day, and so how busy the machine is.
WALL_CLOCKS = {"time.time()", "time.monotonic()", "time.perf_counter()", "asyncio.get_running_loop().time()"}
# Helpers that wait for something and give up at last.
WALL_CLOCK_GUARDS = {"redis_server.py", "support.py"}

RUNTIME_DEPENDENCIES = {"msgspec", "pydantic", "websockets"}


@dataclass(frozen=True)
class Import:
    """One import statement's target, as far as it lies in the package a module of it."""

    target: str
    names: tuple[str, ...]
    line: int
    at_import_time: bool
    types_only: bool = False


@dataclass(frozen=True)
class Module:
    """A Python file of the package: its dotted name, its syntax tree and what it imports."""

    name: str
    path: Path
    tree: ast.Module
    imports: tuple[Import, ...]

    @property
    def layer(self) -> str:
        """The part of the package it belongs to; empty for the package's own `__init__`."""
        return self.name.split(".")[1] if "." in self.name else ""


def read_package(root: Path) -> dict[str, Module]:
    """Every module of the package below `root`, by dotted name."""
    paths = sorted((root / PACKAGE).rglob("*.py"))
    return _read(root, tuple([(path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths]))


@lru_cache(4)
def _read(root: Path, found: tuple[tuple[Path, int, int], ...]) -> dict[str, Module]:
    """Read files, once for all checks as long as they are the same."""
    paths = {_module_name(root, path): path for path, _, _ in found}
    modules = {}
    for name, path in paths.items():
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        imports = tuple(_imports(tree, name, is_package=path.name == "__init__.py", known=set(paths)))
        modules[name] = Module(name, path, tree, imports)
    return modules


def _module_name(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.Module, name: str, *, is_package: bool, known: set[str]) -> Iterator[Import]:
    typing_lines = _typing_lines(tree)
    for node, at_import_time in _statements(tree, at_import_time=True):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        types_only = node.lineno in typing_lines
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, (), node.lineno, at_import_time, types_only)
        else:
            base = _absolute(node, name, is_package=is_package)
            # `from domsync.dom import ops` is an import of the module domsync.dom.ops, when there is one.
            submodules = [alias.name for alias in node.names if f"{base}.{alias.name}" in known]
            names = tuple(alias.name for alias in node.names if alias.name not in submodules)
            for submodule in submodules:
                yield Import(f"{base}.{submodule}", (), node.lineno, at_import_time, types_only)
            if names:
                yield Import(base, names, node.lineno, at_import_time, types_only)


def _typing_lines(tree: ast.Module) -> set[int]:
    """The lines that only a type checker reads."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and _is_type_checking(node.test)
        for statement in node.body
        for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    }


def _absolute(node: ast.ImportFrom, name: str, *, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = name.split(".")
    parts = parts[: len(parts) - node.level + is_package]
    return ".".join([*parts, node.module] if node.module else parts)


def _statements(node: ast.AST, *, at_import_time: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Every node, and whether it runs when the module is imported: not in a function, not under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        yield child, at_import_time
        if isinstance(child, ast.If) and _is_type_checking(child.test):
            for statement in child.body:
                yield statement, False
                yield from _statements(statement, at_import_time=False)
            for statement in child.orelse:
                yield statement, at_import_time
                yield from _statements(statement, at_import_time=at_import_time)
        else:
            deferred = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _statements(child, at_import_time=at_import_time and not deferred)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _within(target: str, module: str) -> bool:
    return target == module or target.startswith(f"{module}.")


def check_layers(root: Path) -> list[str]:
    """Who may import whom; also for types only, because a type is knowledge too."""
    violations = []
    for module in read_package(root).values():
        if module.layer in FACADES:
            continue
        if module.layer not in LAYERS:
            violations.append(f"{module.name}: no layer; give {module.layer!r} one in tests/architecture.py")
            continue
        for imported in module.imports:
            if not _within(imported.target, PACKAGE):
                continue
            layer = imported.target.split(".")[1] if "." in imported.target else ""
            if layer != module.layer and layer not in LAYERS[module.layer]:
                violations.append(f"{module.name}:{imported.line} imports {imported.target}")
    return violations


def room_of(name: str) -> str:
    """The room of a module, `tree` of `domsync.dom.tree.links`; empty for the layer's own `__init__`."""
    return name.split(".")[2] if name.count(".") > 1 else ""


def check_rooms(root: Path) -> list[str]:
    """Inside a layer, rooms import in one direction; imports in functions count, those for types do not."""
    modules = read_package(root).values()
    violations = []
    for module in modules:
        room = room_of(module.name)
        if module.layer not in ROOMS or room == "":
            continue
        rooms = ROOMS[module.layer]
        if room not in rooms:
            violations.append(f"{module.name}: no room; give {room!r} its place in ROOMS of tests/architecture.py")
            continue
        for imported in module.imports:
            target = room_of(imported.target)
            inside = _within(imported.target, f"{PACKAGE}.{module.layer}") and not imported.types_only
            if inside and target not in rooms[: rooms.index(room) + 1]:
                violations.append(f"{module.name}:{imported.line} imports {imported.target}, which comes after {room}")
    return violations


def type_arrows(root: Path) -> dict[str, list[str]]:
    """The imports for types only that run against the order of the rooms, by layer."""
    found: dict[str, list[str]] = {layer: [] for layer in ROOMS}
    for module in read_package(root).values():
        rooms, room = ROOMS.get(module.layer, ()), room_of(module.name)
        if room not in rooms:
            continue
        for imported in module.imports:
            inside = _within(imported.target, f"{PACKAGE}.{module.layer}") and imported.types_only
            if inside and room_of(imported.target) not in rooms[: rooms.index(room) + 1]:
                found[module.layer].append(f"{module.name}:{imported.line} imports {imported.target} for types")
    return found


def check_type_arrows(root: Path) -> list[str]:
    """Knowledge runs the way of the imports, but for a few places that are counted."""
    return [
        f"{layer}: {len(arrows)} imports for types run against the rooms' order, {TYPE_ARROWS.get(layer, 0)} may; "
        f"the last: {arrows[-1]}"
        for layer, arrows in type_arrows(root).items()
        if len(arrows) > TYPE_ARROWS.get(layer, 0)
    ]


def private_accesses(module: Module) -> list[tuple[int, str]]:
    """Line and name of each access `x._name` to what another module keeps to itself.

    What is said of `self` or `cls` does not count, nor a name that the module itself gives to something.
    """
    own = set()
    for node in ast.walk(module.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                own.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                own.add(name)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
                own.add(name)
            case ast.Constant(value=str(name)):  # of __slots__
                own.add(name)
    return [
        (node.lineno, node.attr)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and node.attr not in own
        and not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"})
    ]


def check_private_accesses(root: Path) -> list[str]:
    """Modules know each other by their public names, but for a few places that are counted."""
    modules = read_package(root).values()
    found = {module.name: private_accesses(module) for module in modules}
    lines = sum(len(module.path.read_text(encoding="utf-8").splitlines()) for module in modules)
    count = sum(map(len, found.values()))
    if count <= lines * PRIVATE_ACCESSES / 1000:
        return []
    worst = max(found, key=lambda name: len(found[name]))
    examples = ", ".join(f"{name} in line {line}" for line, name in found[worst][:5])
    share = (
        f"{count} accesses to private names of other modules in {lines:,} lines, {count / lines * 1000:.1f} in 1,000"
    )
    return [f"{share}; most are in {worst}: {examples}"]


def check_widgets(root: Path) -> list[str]:
    """Widgets take what the packages below them offer in `__all__`, and nothing else of the library."""
    modules = read_package(root)
    return [
        *_hidden_imports(modules, f"{PACKAGE}.components.widgets", ("components", "dom", "errors")),
        *_hidden_imports(modules, f"{PACKAGE}.widgets", ("", "components", "dom", "errors")),
    ]


#: What gathers the names of elements, events and actions: all of them are public.
_ALL_PUBLIC = {f"{PACKAGE}.{name}" for name in ("act", "attributes", "events", "html", "svg")}


def _hidden_imports(modules: dict[str, Module], widgets: str, packages: tuple[str, ...]) -> list[str]:
    """What a package of widgets imports that the packages below it do not offer."""
    offered = (f"{PACKAGE}.{name}".rstrip(".") for name in packages)
    public = {name: _public_names(modules[name].tree) for name in offered if name in modules}
    violations = []
    for module in modules.values():
        if not _within(module.name, widgets):
            continue
        for imported in module.imports:
            where = f"{module.name}:{imported.line}"
            if not _within(imported.target, PACKAGE) or _within(imported.target, widgets):
                continue
            package, _, submodule = imported.target.rpartition(".")
            if imported.target in _ALL_PUBLIC:
                continue
            if imported.target in public:
                hidden = [name for name in imported.names if name not in public[imported.target]]
                # `from domsync import html` names a module that gathers names.
                hidden = [name for name in hidden if f"{imported.target}.{name}" not in _ALL_PUBLIC]
                violations += [f"{where} imports {name} of {imported.target}, not in its __all__" for name in hidden]
            elif submodule not in public.get(package, set()):
                violations.append(f"{where} imports {imported.target}, not in the __all__ of {package}")
    return violations


def _public_names(tree: ast.Module) -> set[str]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
                return set(ast.literal_eval(statement.value))
    # Without `__all__`, what the module itself defines under a public name.
    return {
        statement.name
        for statement in tree.body
        if isinstance(statement, ast.ClassDef | ast.FunctionDef) and not statement.name.startswith("_")
    }


def check_network(root: Path) -> list[str]:
    """Only `server` (and `testing`, which drives it) opens sockets."""
    violations = []
    for module in read_package(root).values():
        if module.layer in NETWORK_LAYERS:
            continue
        for imported in module.imports:
            targets = [imported.target, *(f"{imported.target}.{name}" for name in imported.names)]
            if any(_within(target, network) for target in targets for network in NETWORK_MODULES):
                violations.append(f"{module.name}:{imported.line} imports {targets[-1]}")
            if imported.target == "asyncio":
                calls = NETWORK_CALLS.intersection(imported.names)
                violations += [f"{module.name}:{imported.line} imports asyncio.{name}" for name in sorted(calls)]
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in NETWORK_CALLS:
                violations.append(f"{module.name}:{node.lineno} uses {node.attr}")
    return violations


def check_cycles(root: Path) -> list[str]:
    """No module is imported, in functions neither, by what it imports; what is imported for types only is not run."""
    modules = read_package(root)
    return _cycles(
        {
            name: sorted({i.target for i in module.imports if not i.types_only and i.target in modules} - {name})
            for name, module in modules.items()
        }
    )


#: The layers whose modules do not even know of each other in circles, by imports for types or in functions.
WITHOUT_CIRCLES = ("components", "render", "session")


def check_circles(root: Path) -> list[str]:
    """No module of these layers knows, even for types only, what knows it."""
    modules = {name: module for name, module in read_package(root).items() if module.layer in WITHOUT_CIRCLES}
    return _cycles(
        {name: sorted({i.target for i in m.imports if i.target in modules} - {name}) for name, m in modules.items()}
    )


def _cycles(graph: dict[str, list[str]]) -> list[str]:
    finished: set[str] = set()
    cycles: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            cycles.append(" -> ".join([*path[path.index(name) :], name]))
        elif name not in finished:
            for target in graph[name]:
                visit(target, (*path, name))
            finished.add(name)

    for name in graph:
        visit(name, ())
    return cycles


def check_dependencies(root: Path) -> list[str]:
    """Exactly three run-time dependencies."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {match.group() for line in project["dependencies"] if (match := re.match(r"[\w.-]+", line))}
    return [
        *(f"{name} is one dependency too many" for name in sorted(declared - RUNTIME_DEPENDENCIES)),
        *(f"{name} is missing" for name in sorted(RUNTIME_DEPENDENCIES - declared)),
    ]


def client_files(root: Path) -> list[Path]:
    """The ES modules that every page has, sorted by name."""
    return sorted(set((root / PACKAGE / "client").rglob("*.js")) - set(extra_files(root)))


def extra_files(root: Path) -> list[Path]:
    """The ES modules that a page loads when it needs them, sorted by name."""
    return sorted((root / PACKAGE / "client" / "extra").glob("*.js"))


def check_client_imports(root: Path) -> list[str]:
    """The client's modules import in one direction, and only each other."""
    violations = []
    for path in (*client_files(root), *extra_files(root)):
        name = path.relative_to(root / PACKAGE / "client").as_posix()
        above = "../" * name.count("/") or "./"
        if name not in CLIENT_IMPORTS:
            violations.append(f"{name}: not in CLIENT_IMPORTS of tests/architecture.py")
            continue
        source = _without_comments(path.read_text(encoding="utf-8"))
        static = re.findall(r"""(?:^|[;}\s])(?:import|export)\b(?:[^;"'(]*?\bfrom)?\s*["']([^"']+)["']""", source)
        dynamic = re.findall(r"\bimport\s*\(([^)]*)\)", source)
        here = f"{name.rpartition('/')[0]}/" if "/" in name else ""

        def written(target: str, above: str = above, here: str = here) -> str:
            return f"./{target.removeprefix(here)}" if here and target.startswith(here) else above + target

        allowed = set(map(written, CLIENT_IMPORTS[name]))
        violations += [f"{name} imports {target}" for target in static if target not in allowed]
        # There, what has failed is tried again.
        if name != "lazy.js":
            violations += [f"{name} imports {target} while running, not by lazy.js" for target in dynamic]
        loaded = set(re.findall(r"\b(?:lazy|extra)\(\"([^\"]*)\"\)", source))
        violations += [f"{name} loads {target}" for target in sorted(loaded - CLIENT_LOADS.get(name, set()))]
    return violations


def _without_comments(source: str) -> str:
    """Good enough for a check: a `//` in a string ends at its line, and no import follows there."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", source, flags=re.DOTALL)


def check_client_sinks(root: Path) -> list[str]:
    """Nothing in the client turns text into code or markup."""
    return [
        f"{path.name}:{number} has {match.group()}"
        for path in (*client_files(root), *extra_files(root))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := CLIENT_FORBIDDEN.search(line))
    ]


def check_client_any(root: Path, most: int = CLIENT_ANY) -> list[str]:
    """Types of the client say what something is."""
    paths = sorted((root / PACKAGE / "client").rglob("*.[jt]s"))
    counts = {path.name: len(_ANY.findall(path.read_text(encoding="utf-8"))) for path in paths}
    total = sum(counts.values())
    if total <= most:
        return []
    name = max(counts, key=lambda name: counts[name])
    return [f"the client has {total} types that are any, {most} may be; most are in {name}: {counts[name]}"]


def client_gzip_sizes(root: Path) -> dict[str, int]:
    """How many bytes the modules take on the wire as they are served: joined, without comments, compressed."""
    folder = root / PACKAGE / "client"
    paths = [*client_files(root), *extra_files(root)]
    modules = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return {
        name: len(gzip.compress(text.encode(), mtime=0)) for name, text in bundle(modules, "index.js", PARTS).items()
    }


def check_client_size(root: Path, budget: int = CLIENT_GZIP_BUDGET) -> list[str]:
    """The client stays small: what every page loads, and each module that some pages load."""
    sizes = client_gzip_sizes(root)
    extra = {f"extra/{name}": size for name, size in CLIENT_EXTRA_BUDGETS.items()}
    every = sum(size for name, size in sizes.items() if not name.startswith("extra/"))
    over = [f"the client is {every:,} bytes gzipped, {every - budget:,} over its budget"] if every > budget else []
    for name, size in sizes.items():
        if name.startswith("extra/") and size > extra.get(name, 0):
            over.append(f"{name} is {size:,} bytes gzipped, {size - extra.get(name, 0):,} over its budget")
    return over


def python_op_codes(root: Path) -> dict[str, int]:
    """`OP_CODES` of dom/ops.py, which must be a literal there: one place to read, for people too."""
    tree = ast.parse((root / PACKAGE / "dom" / "ops.py").read_text(encoding="utf-8"))
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="OP_CODES")], value=value):
                return dict(ast.literal_eval(value))
            case ast.AnnAssign(target=ast.Name(id="OP_CODES"), value=ast.expr() as value):
                return dict(ast.literal_eval(value))
    raise LookupError("domsync/dom/ops.py has no OP_CODES = {...}")


def client_op_codes(root: Path) -> dict[str, int]:
    """`OP` of client/protocol.js."""
    source = _without_comments((root / PACKAGE / "client" / "protocol.js").read_text(encoding="utf-8"))
    frozen = re.search(r"export const OP = Object\.freeze\(\s*\{(.*?)\}\s*\)", source, re.DOTALL)
    if frozen is None:
        raise LookupError("domsync/client/protocol.js has no `export const OP = Object.freeze({ ... })`")
    return {name: int(code) for name, code in re.findall(r"(\w+)\s*:\s*(\d+)", frozen.group(1))}


def check_op_codes(root: Path) -> list[str]:
    """The client's op codes are the server's."""
    python, client = python_op_codes(root), client_op_codes(root)
    return [
        f"{name} is {python.get(name)} in ops.py and {client.get(name)} in protocol.js"
        for name in sorted(python.keys() | client.keys())
        if python.get(name) != client.get(name)
    ]


def check_exceptions(root: Path) -> list[str]:
    """Every exception is one of the tree in errors.py: it derives from DomsyncError, directly or through another."""
    return [
        f"{module.name}:{node.lineno} {node.name} is no DomsyncError"
        for module in read_package(root).values()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and node.name != "DomsyncError" and _is_builtin_exception_only(node)
    ]


def _is_builtin_exception_only(node: ast.ClassDef) -> bool:
    bases = [getattr(builtins, base.id, None) for base in node.bases if isinstance(base, ast.Name)]
    exceptions = [
        base
        for base in bases
        if isinstance(base, type) and issubclass(base, BaseException) and not issubclass(base, Warning)
    ]
    return bool(exceptions) and len(exceptions) == len(node.bases)


def check_wall_clock(root: Path) -> list[str]:
    """No test asserts how long something took: that is the machine's load. CPU time and counts are fine."""
    violations = []
    for path in sorted((root / "tests").rglob("*.py")):
        if path.name in WALL_CLOCK_GUARDS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        found: dict[int, str] = {}
        for scope in [tree, *functions]:
            timed = set() if scope is tree else _timed_names(scope)
            for node in ast.walk(scope):
                if isinstance(node, ast.Assert) and (what := _time_in(node.test, timed)):
                    found[node.lineno] = what
        violations += [f"{path.relative_to(root)}:{line} asserts about {found[line]}" for line in sorted(found)]
    return violations


def _time_in(expression: ast.expr, timed: Collection[str]) -> str:
    """The clock, or the name of a time, that an expression has; how many of these there are is none."""
    if isinstance(expression, ast.Call):
        if ast.unparse(expression) in WALL_CLOCKS:
            return ast.unparse(expression)
        if ast.unparse(expression.func) == "len":
            return ""
    if isinstance(expression, ast.Name) and expression.id in timed:
        return expression.id
    parts = (child for child in ast.iter_child_nodes(expression) if isinstance(child, ast.expr))
    return next(filter(None, (_time_in(part, timed) for part in parts)), "")


def _timed_names(function: ast.AST) -> set[str]:
    """The names in a function that hold times, or what was made of them."""
    timed: set[str] = set()
    before = -1
    while len(timed) > before:
        before = len(timed)
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=targets, value=value):
                    pass
                case (
                    ast.AugAssign(target=target, value=value)
                    | ast.AnnAssign(target=target, value=ast.expr() as value)
                    | ast.NamedExpr(target=target, value=value)
                ):
                    targets = [target]
                case ast.Call(func=ast.Attribute(value=ast.Name() as target, attr="append"), args=[value]):
                    targets = [target]
                case _:
                    continue
            if _time_in(value, timed):
                timed |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return timed


#: With these a sentence begins that says of a thing what it is about, and not what it is.
_CLAUSES = {
    *("As", "At", "Because", "By", "From", "How", "If", "In", "Is", "It", "Nothing", "Of", "On", "So", "Something"),
    *("That", "These", "This", "To", "What", "When", "Where", "Whether", "Which", "Who", "Whose", "Why"),
}


def check_docstrings(root: Path) -> list[str]:
    """Every docstring begins with a noun or a verb: the word by which one looks for the thing."""
    return [
        f"{name}: its docstring begins with {word!r}; begin with a noun or a verb"
        for module in read_package(root).values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for word in re.findall(r"\A\w+", ast.get_docstring(node) or "")
        for name in [module.name if isinstance(node, ast.Module) else f"{module.name}:{node.lineno} {node.name}"]
        if word in _CLAUSES
    ]


def check_documented_arguments(root: Path) -> list[str]:
    """What a docstring says of arguments, it says of those that there are, by their names."""
    return [
        f"{module.name}:{node.lineno} {node.name} has no argument {name!r}; it has {', '.join(known) or 'none'}"
        for module in read_package(root).values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for known in [_argument_names(node)]
        for name in _documented_arguments(ast.get_docstring(node) or "")
        if known is not None and name not in known
    ]


def _argument_names(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> list[str] | None:
    """The names of what a function takes, or a class; None if another class says that."""
    if isinstance(node, ast.ClassDef):
        made = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None)
        if made is not None:
            return _argument_names(made)
        fields = [
            each.target.id
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        return fields or None
    given = node.args
    if given.kwarg is not None:
        return None
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, [given.vararg]))]


def _documented_arguments(docstring: str) -> list[str]:
    """The names under `Args:`."""
    _, _, text = docstring.partition("Args:\n")
    lines = itertools.takewhile(lambda line: not line or line.startswith(" "), text.splitlines())
    found = [re.match(r" {4}(\w[\w, ]*):", line) for line in lines]
    return [name.strip() for each in found if each is not None for name in each[1].split(",")]


_COMMENTED = ("domsync", "tests", "tools", "benchmarks", "examples")
_PATH = re.compile(r"(?<![\w./:@\"'-])(?:[\w.-]+/)+[\w.-]+\.(?:py|js|d\.ts|md|css|toml|json|sh)\b")
#: What is written when it is asked for.
_MADE_PATHS = {"benchmarks/results/latest.md"}


def check_comment_paths(root: Path) -> list[str]:
    """Every file that a comment or a docstring names is there: from the repository, the package, or a room above."""
    violations = []
    for folder in _COMMENTED:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".py", ".js", ".ts") or "node_modules" in path.parts:
                continue
            places = [root, root / PACKAGE, root / PACKAGE / "client", root / "docs", root / "tests", *path.parents]
            for line, text in _comments(path):
                violations += [
                    f"{path.relative_to(root)}:{line} names {name}, which is not there"
                    for name in _PATH.findall(text)
                    if name not in _MADE_PATHS and not any((place / name).exists() for place in places)
                ]
    return violations


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    """The comments of a file, and the docstrings of one in Python, without their examples."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        for match in re.finditer(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", source, flags=re.DOTALL):
            yield source[: match.start()].count("\n") + 1, match.group()
        return
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            first = node.body[0].lineno if docstring else 0
            for number, line in enumerate((docstring or "").splitlines()):
                if not line.lstrip().startswith((">>>", "...")):
                    yield first + number, line
