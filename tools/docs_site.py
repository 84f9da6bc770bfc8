"""What `make docs` adds to the pages in docs/: those that are made of other files, and links that lead out of docs/."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from posixpath import normpath
from typing import Any

from domsync.__main__ import parser

ROOT = Path(__file__).resolve().parents[1]
#: Pages of the site that are files of the repository.
PROJECT = {"changelog.md": "CHANGELOG.md", "security.md": "SECURITY.md", "contributing.md": "CONTRIBUTING.md"}
#: Where the placeholder of the command line's page stands.
COMMANDS = "<!-- commands -->"
#: What comes after the language of a block: names for the tests, which Markdown on the site knows nothing of.
_MARK = re.compile(r"(?m)^( *`{3,}\w+) .+$")
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_PAGES = {repository: page for page, repository in PROJECT.items()} | {"README.md": "index.md"}


def commands() -> str:
    """The commands of ``python -m domsync`` with their options, as Markdown."""
    parts: list[str] = []
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                parts += _command(name, command)
    return "\n".join(parts)


def _command(name: str, command: argparse.ArgumentParser) -> list[str]:
    lines = [
        f"## `domsync {name}`",
        "",
        command.description or "",
        "",
        "| option | variable | meaning |",
        "|---|---|---|",
    ]
    for action in command._actions:
        if isinstance(action, argparse._HelpAction) or action.help == argparse.SUPPRESS:
            continue
        names = ", ".join(f"`{option}`" for option in action.option_strings) or f"`{action.dest}`"
        text = (action.help or "") % {"default": action.default, "prog": "domsync", "dest": action.dest}
        variable = re.search(r"\$(DOMSYNC_\w+)(?:; )?", text)
        if variable is not None:
            text = text.replace(variable[0], "").replace("()", "").strip()
        shown = f"`{variable[1]}`" if variable is not None else ""
        lines.append(f"| {names} | {shown} | {text.replace('|', chr(92) + '|')} |")
    return [*lines, ""]


def site_link(page: str, link: str) -> str:
    """A link of a page as the site has it.

    Args:
        page: The page, from docs/: ``"howto/files.md"``.
        link: What it links to, from the page's place in the repository.

    Returns:
        The same link, but for files outside of docs/ that the site has as pages.
    """
    path, hash_mark, place = link.partition("#")
    if not path or re.match(r"\w+:", link):
        return link
    source = PROJECT.get(page)
    folder = "" if source is not None else f"docs/{page.rpartition('/')[0]}"
    target = normpath(f"{folder}/{path}".lstrip("/"))
    if target in _PAGES:
        target = _PAGES[target]
    elif target.startswith("docs/"):
        target = target.removeprefix("docs/")
    else:
        return link
    up = "../" * page.count("/")
    return f"{up}{target}{hash_mark}{place}"


# What MkDocs calls


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are files of the repository."""
    from mkdocs.structure.files import File

    for page, source in PROJECT.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Put the commands in, and turn links."""
    name = page.file.src_uri
    if COMMANDS in markdown:
        markdown = markdown.replace(COMMANDS, commands())
    markdown = _MARK.sub(r"\1", markdown)
    return _LINK.sub(lambda link: f"{link[1]}{site_link(name, link[2])}{link[3]}", markdown)
