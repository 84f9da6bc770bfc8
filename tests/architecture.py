"""Checks of the architecture, each a function of a folder that returns the violations it found, as sentences.

`test_architecture.py` runs them over this repository, where they must find nothing, and over small wrong folders, where
they must find exactly what is wrong.
"""

import ast
import gzip
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "domsync"

# What each part of the package may import, itself always included. `*` is everything.
LAYERS: dict[str, set[str]] = {
    "errors": set(),
    "dom": {"errors"},
    "render": {"errors", "dom"},
    "components": {"errors", "dom"},
    "session": {"errors", "dom", "render"},
    "server": {"errors", "dom", "render", "components", "session"},
    "client": set(),
    "testing": {"errors", "dom", "render", "components", "session", "server"},
}

# Modules that only gather names for the user, and the command line. They may import every layer, and no layer imports
# them.
FACADES = {"", "__main__", "core", "domsync_server", "events", "html", "svg"}

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
    "nodes.js": set(),
    "socket.js": {"nodes.js", "protocol.js"},
    "apply.js": {"nodes.js", "protocol.js"},
    "events.js": {"nodes.js", "protocol.js"},
    "inputs.js": {"nodes.js", "protocol.js"},
    "extra/evaluate.js": set(),
    "extra/text.js": {"inputs.js", "nodes.js"},
    "index.js": {"apply.js", "events.js", "inputs.js", "nodes.js", "protocol.js", "socket.js"},
}
# What a module loads when a page needs it. It is in a folder of its own, and has a budget of its own.
CLIENT_LOADS: dict[str, set[str]] = {"events.js": {"extra/text.js"}}
CLIENT_EXTRA_BUDGETS = {"evaluate.js": 250, "text.js": 2_500}
CLIENT_FORBIDDEN = re.compile(r"eval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document.write")
CLIENT_GZIP_BUDGET = 12_000

RUNTIME_DEPENDENCIES = {"msgspec", "pydantic", "websockets"}


@dataclass(frozen=True)
class Import:
    """One import statement's target, as far as it lies in the package a module of it."""

    target: str
    names: tuple[str, ...]
    line: int
    at_import_time: bool


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
    paths = {_module_name(root, path): path for path in sorted((root / PACKAGE).rglob("*.py"))}
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
    for node, at_import_time in _statements(tree, at_import_time=True):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, (), node.lineno, at_import_time)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, name, is_package=is_package)
            # `from domsync.dom import ops` is an import of the module domsync.dom.ops, when there is one.
            submodules = [alias.name for alias in node.names if f"{base}.{alias.name}" in known]
            names = tuple(alias.name for alias in node.names if alias.name not in submodules)
            for submodule in submodules:
                yield Import(f"{base}.{submodule}", (), node.lineno, at_import_time)
            if names:
                yield Import(base, names, node.lineno, at_import_time)


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


def check_widgets(root: Path) -> list[str]:
    """Widgets take what the packages below them offer in `__all__`, and nothing else of the library."""
    modules = read_package(root)
    widgets = f"{PACKAGE}.components.widgets"
    public = {
        name: _public_names(modules[name].tree)
        for name in (f"{PACKAGE}.components", f"{PACKAGE}.dom", f"{PACKAGE}.errors")
        if name in modules
    }
    violations = []
    for module in modules.values():
        if not _within(module.name, widgets):
            continue
        for imported in module.imports:
            where = f"{module.name}:{imported.line}"
            if not _within(imported.target, PACKAGE) or _within(imported.target, widgets):
                continue
            package, _, submodule = imported.target.rpartition(".")
            if imported.target in public:
                hidden = [name for name in imported.names if name not in public[imported.target]]
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
    """No module is, at import time, imported by what it imports."""
    modules = read_package(root)
    graph = {
        name: sorted({i.target for i in module.imports if i.at_import_time and i.target in modules} - {name})
        for name, module in modules.items()
    }
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
    return sorted((root / PACKAGE / "client").glob("*.js"))


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
        allowed = {above + target for target in CLIENT_IMPORTS[name]}
        loads = {f'"{above}{target}"' for target in CLIENT_LOADS.get(name, ())}
        violations += [f"{name} imports {target}" for target in static if target not in allowed]
        violations += [f"{name} imports {target} while running" for target in dynamic if target not in loads]
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


def client_gzip_size(root: Path) -> int:
    """How many bytes the whole client takes on the wire."""
    return len(gzip.compress(b"".join(path.read_bytes() for path in client_files(root)), mtime=0))


def check_client_size(root: Path, budget: int = CLIENT_GZIP_BUDGET) -> list[str]:
    """The client stays small."""
    size = client_gzip_size(root)
    over = [f"the client is {size:,} bytes gzipped, {size - budget:,} over its budget"] if size > budget else []
    for path in extra_files(root):
        size, budget = len(gzip.compress(path.read_bytes(), mtime=0)), CLIENT_EXTRA_BUDGETS.get(path.name, 0)
        if size > budget:
            over.append(f"extra/{path.name} is {size:,} bytes gzipped, {size - budget:,} over its budget")
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
