"""Bundle ES modules into one file: a page makes one request, and text that they share compresses better.

Each module becomes a function that is called in place, so that its names stay private::

    const{connect,sendEvent}=(()=>{...;return{connect,sendEvent}})();

An import whose name means the same in all modules is declared once for the whole bundle, as here. Other imports are
declared in the function of the importing module, or, outside the bundle, in the module itself. For these, the imported
module gets a constant of its own::

    const $2=(()=>{...;return{page,ID}})();
    const{page,ID}=$2;

The bundle behaves like the modules if exports are constants and imports are not circular; anything else is refused.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from domsync.server.net.javascript import Kind, Token, join, tokens

_IMPORT, _EXPORT = Token(Kind.WORD, "import"), Token(Kind.WORD, "export")


#: A module, and the name that is imported from it; ``*`` for all names.
_Imported: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Module:
    """A module whose imports are known.

    Args:
        name: Its path.
        tokens: Its tokens, with imports and exports, which `_rewrite` replaces.
        imports: The paths of the modules that have to run before it.
    """

    name: str
    tokens: list[Token]
    imports: list[str] = field(default_factory=list)


def bundle(modules: Mapping[str, str], entry: str, parts: Collection[str] = ()) -> dict[str, str]:
    """Bundle a module with everything that it imports.

    Args:
        modules: The source of each module, by path.
        entry: The path of the module to begin with.
        parts: The paths of stateless modules that are copied into each module outside the bundle that imports them,
            so that it loads completely or not at all.

    Returns:
        The sources by path: the bundle under the entry's path, and the modules outside it, which import from it.

    Raises:
        ValueError: An imported module does not exist, imports are circular, a module is not valid JavaScript, or it
            has a kind of export or import that is not supported.
    """
    read = {name: _read(name, source) for name, source in modules.items()}
    joined: list[str] = []
    _order(read, entry, (), joined)
    common = _common([read[name] for name in joined])
    others = {name: module for name, module in read.items() if name not in joined}
    wanted = {target for module in others.values() for target in module.imports}
    used = {what for module in read.values() for _, what in _imported(module)}
    named = wanted | {what[0] for name in joined for own, what in _imported(read[name]) if own not in common}
    variables = _variables(joined)
    own_names = variables | {target: own for own, (target, what) in common.items() if what == "*"}
    lines = []
    for name in joined:
        body, exports = _rewrite(read[name], entry, common, own_names)
        exports = sorted(own for own in exports if not used.isdisjoint({(name, own), (name, "*")}))
        module = f"(()=>{{{join(body).strip()}\nreturn{{{','.join(exports)}}}}})()"
        imported = {own: what for own, what in common.items() if what[0] == name}
        constants = list(_constants(own_names[name], imported))
        if name in named or len(constants) > 1:
            lines += [f"const {own_names[name]}={module};\n", *constants]
        else:
            lines += list(_constants(module, imported)) or [f"{module};\n"]
    pairs = {own_names[name]: variables[name] for name in joined if name in wanted}
    exported = (own if own == name else f"{own} as {name}" for own, name in pairs.items())
    lines.append(f"export{{{','.join(exported)}}};\n")
    alone = {name: _alone(read, name, entry, joined, parts) for name in others if name not in parts}
    return {entry: "".join(lines), **alone}


def _alone(modules: Mapping[str, _Module], name: str, entry: str, joined: list[str], parts: Collection[str]) -> str:
    """Write a module outside the bundle, with its parts.

    Args:
        modules: All modules.
        name: The path of this one.
        entry: The path of the bundle.
        joined: The paths of the modules in the bundle.
        parts: The paths of the modules that are copied into each module that imports them.
    """
    order = [*joined]
    _order(modules, name, (), order)
    own = [*(part for part in order[len(joined) : -1] if part in parts), name]
    variables = _variables([*joined, *own])
    lines = []
    used = sorted({target for part in own for target in modules[part].imports if target in joined})
    if used:
        path = posixpath.relpath(entry, posixpath.dirname(name) or ".")
        target = json.dumps(path if path[0] == "." else f"./{path}")
        lines.append(f"import{{{','.join(variables[target] for target in used)}}}from{target};\n")
    for part in own[:-1]:
        body, exports = _rewrite(modules[part], name, {}, variables)
        lines.append(f"const {variables[part]}=(()=>{{{join(body).strip()}\nreturn{{{','.join(exports)}}}}})();\n")
    return "".join([*lines, join(_rewrite(modules[name], name, {}, variables, alone=True)[0])])


def _variables(names: Iterable[str]) -> dict[str, str]:
    """The names of the modules' constants, by path; short ones, because they occur often."""
    return {name: f"${number}" for number, name in enumerate(names)}


def _read(name: str, source: str) -> _Module:
    try:
        module = _Module(name, list(tokens(source)))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    module.imports.extend(_target(name, path) for _, _, path in _imports(module.tokens))
    return module


def _order(modules: Mapping[str, _Module], name: str, path: tuple[str, ...], done: list[str]) -> None:
    if name not in modules:
        raise ValueError(f"{path[-1] if path else 'the page'} imports {name}, which is not there")
    if name in path:
        raise ValueError(f"{' imports '.join([*path[path.index(name) :], name])}; modules import in one direction")
    for target in modules[name].imports:
        if target not in done:
            _order(modules, target, (*path, name), done)
    if name not in done:
        done.append(name)


def _target(name: str, text: str) -> str:
    """The path of a module that another one imports."""
    path = text[1:-1]
    if not path.startswith("."):
        raise ValueError(f"{name} imports {text}, which is not relative to it")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _imports(found: list[Token]) -> Iterator[tuple[int, int, str]]:
    """The import declarations: the start and end of each, and the quoted path from which it imports."""
    for start, token in enumerate(found):
        if token == _IMPORT and _is_declaration(found, start):
            end = next((i for i in range(start, len(found)) if found[i].kind is Kind.TEXT), None)
            if end is None:
                raise ValueError("an import does not name what it imports from")
            text = found[end].text
            is_closed = found[end + 1 : end + 2] == [Token(Kind.BRACKET, ";")]
            yield start, end + 1 + is_closed, text


def _is_declaration(found: list[Token], place: int) -> bool:
    """Return whether a word begins a declaration, and not ``import(...)`` or ``import.meta``, nor is a property."""
    following = next((token.text for token in found[place + 1 :] if token.kind is not Kind.NEWLINE), "")
    return following not in ("(", ".", ":") and (place == 0 or found[place - 1].text not in (".", "?."))


def _common(modules: list[_Module]) -> dict[str, _Imported]:
    """List the imports whose names mean the same in all modules of the bundle.

    A name that another module uses without importing it is left out: there, it may be one of the browser's.
    """
    names = {module.name for module in modules}
    own = {module.name: {name: what for name, what in _imported(module) if what[0] in names} for module in modules}
    meanings: dict[str, set[_Imported]] = {}
    for imported in own.values():
        for name, what in imported.items():
            meanings.setdefault(name, set()).add(what)
    for module in modules:
        used = _used(module.tokens)
        for name in (meanings.keys() & used) - own[module.name].keys():
            if meanings[name] != {(module.name, name)}:
                del meanings[name]
    return {name: what for name, (what, *others) in sorted(meanings.items()) if not others}


def _used(found: list[Token]) -> set[str]:
    """The words of a module, except the names of properties: ``x.a``, ``{ a: x }``."""
    texts = ["", *[token.text for token in found if token.kind is not Kind.NEWLINE], ""]
    words = {token.text for token in found if token.kind is Kind.WORD}
    return {
        text
        for before, text, after in zip(texts, texts[1:], texts[2:], strict=False)
        if text in words and before not in (".", "?.") and not (before in ("{", ",") and after == ":")
    }


def _imported(module: _Module) -> Iterator[tuple[str, _Imported]]:
    """List the imports of a module, each with the name that it has there."""
    for start, end, text in _imports(module.tokens):
        for name, what in _clause(module.tokens[start + 1 : end]).items():
            yield name, (_target(module.name, text), what)


def _rewrite(
    module: _Module, entry: str, common: dict[str, _Imported], variables: Mapping[str, str], *, alone: bool = False
) -> tuple[list[Token], list[str]]:
    """The module's tokens without imports and exports, and the names that it exports.

    Args:
        module: The module.
        entry: The path of the bundle.
        common: The imports that are declared once for the bundle.
        variables: The names of the modules' constants, by path.
        alone: Whether it stays a module, with its exports, and its imports of modules that have no constant.
    """
    made: list[Token] = []
    exports: list[str] = []
    declarations = {start: (end, text) for start, end, text in _imports(module.tokens)}
    place = 0
    while place < len(module.tokens):
        token = module.tokens[place]
        if place in declarations:
            end, text = declarations[place]
            target = _target(module.name, text)
            if target not in variables:
                made += module.tokens[place:end]
                place = end
                continue
            names = _clause(module.tokens[place + 1 : end])
            own = {name: (target, what) for name, what in names.items() if name not in common}
            made += [token for line in _constants(variables[target], own) for token in tokens(line.strip())]
            place = end
            continue
        if token == _EXPORT and _is_declaration(module.tokens, place) and not alone:
            exports += _exported(module, place + 1)
        elif token.kind is Kind.TEXT and [part.text for part in made[-2:]] == ["import", "("] and not alone:
            # The bundle may be in another folder.
            path = posixpath.relpath(_target(module.name, token.text), posixpath.dirname(entry) or ".")
            made.append(Token(Kind.TEXT, json.dumps(f"./{path}")))
        else:
            made.append(token)
        place += 1
    return made, exports


def _clause(clause: list[Token]) -> dict[str, str]:
    """List what ``{ a, b as c } from "..."`` or ``* as a from "..."`` imports, by local name; ``*`` for all."""
    names = [token for token in clause if token.kind not in (Kind.NEWLINE, Kind.TEXT) and token.text != ";"]
    match [token.text for token in names]:
        case []:
            return {}
        case ["*", "as", name, "from"]:
            return {name: "*"}
        case ["{", *inner, "}", "from"]:
            pairs = [part.split() for part in " ".join(inner).split(",") if part.strip()]
            return {part[-1]: part[0] for part in pairs}
        case other:
            raise ValueError(f"the import of {' '.join(other)} is of a kind that the client does without")


def _constants(module: str, imported: Mapping[str, _Imported]) -> Iterator[str]:
    """The declarations that replace the imports from one module, which is given as an expression."""
    parts = [what if what == name else f"{what}:{name}" for name, (_, what) in imported.items() if what != "*"]
    if parts:
        yield f"const{{{','.join(parts)}}}={module};\n"
    for name, (_, what) in imported.items():
        if what == "*" and name != module:
            yield f"const {name}={module};\n"


def _exported(module: _Module, place: int) -> list[str]:
    """The names that an export declares, read from the token after the word ``export``."""
    words = [token for token in module.tokens[place:] if token.kind is not Kind.NEWLINE]
    match [token.text for token in words[:3]]:
        case ["function" | "class", name, *_] | ["async", "function", name]:
            return [name]
        case ["const", *_]:
            equals = next(i for i, token in enumerate(words) if token.text == "=")
            pattern = words[1:equals]
            names = [token.text for token in pattern if token.kind is Kind.WORD]
            is_plain = all(token.kind is Kind.WORD or token.text in "[]{}," for token in pattern)
            if is_plain and not _has_comma(words[equals:]):
                return names
    raise ValueError(f"{module.name}: an export is one constant, function or class")


def _has_comma(words: list[Token]) -> bool:
    """Return whether a declaration continues with another name."""
    depth = 0
    for _, text in words:
        depth += (text in ("(", "[", "{") or text.endswith("${")) - (text in (")", "]", "}") or text.startswith("}"))
        if depth <= 0 and text in (",", ";"):
            return text == ","
    return False
