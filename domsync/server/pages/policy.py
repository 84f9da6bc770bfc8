"""The Content Security Policy of a page: a strict default, with additions by the app and the page."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

logger: logging.Logger = logging.getLogger("domsync")

_DIRECTIVE = re.compile(r"[a-z]+(?:-[a-z]+)*")
#: A source: a keyword in quotes, an address, a scheme, or the name of a Trusted Types policy. No delimiters.
_SOURCE = re.compile(r"[!-+\--:<-~]+")
#: Stands for the nonce of the page's own elements: `'nonce'` becomes `'nonce-R4nd0m'`.
NONCE = "'nonce'"
_TRUSTED_TYPES = ("require-trusted-types-for", "trusted-types")

#: The default of every page: run the app's own client, and show what the app itself serves or creates.
DEFAULT: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": (NONCE,),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:", "blob:"),
    "font-src": ("'self'",),
    "media-src": ("'self'", "blob:"),
    "frame-src": ("'self'",),
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "connect-src": ("'self'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'",),
    "require-trusted-types-for": ("'script'",),
    "trusted-types": ("'none'",),
}

#: The other existing directives; a name that only resembles one of them is a typing error.
_KNOWN = (
    *DEFAULT,
    *("child-src", "fenced-frame-src", "object-src", "prefetch-src", "report-to", "report-uri", "sandbox"),
    *("script-src-attr", "script-src-elem", "style-src-attr", "style-src-elem", "upgrade-insecure-requests", "webrtc"),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of a page.

    Args:
        directives: The sources of each directive; None for no policy at all.
    """

    directives: Mapping[str, tuple[str, ...]] | None
    #: The header without the nonce, with evaluation and without: the same for all pages.
    _texts: dict[bool, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def plus(self, more: Mapping[str, Iterable[str]] | None) -> Policy:
        """Return the policy with additions of an app or a page.

        Args:
            more: Additional sources by directive: ``{"img-src": ["https://tile.example"]}``. None for no policy.

        Raises:
            TypeError: The sources of a directive are not a list.
            ValueError: A directive or a source is malformed.
        """
        if more is None or self.directives is None:
            return Policy(None)
        joined = dict(self.directives)
        for name, sources in more.items():
            if isinstance(sources, str):
                raise TypeError(f"the sources of {name!r} must be a list: [{sources!r}]")
            if not _DIRECTIVE.fullmatch(name):
                raise ValueError(f"{name!r} is not a Content Security Policy directive, such as img-src")
            near = () if name in _KNOWN else get_close_matches(name, _KNOWN, 1, 0.8)
            if near:
                raise ValueError(f"{name!r} is not a Content Security Policy directive; did you mean {near[0]!r}?")
            added = tuple(sources)
            for source in added:
                if not _SOURCE.fullmatch(source):
                    raise ValueError(
                        f"{source!r} is not a valid source of {name}: it must not contain spaces, commas or semicolons"
                    )
            # 'none' must stand alone.
            before = [source for source in joined.get(name, ()) if source != "'none'" or not added]
            joined[name] = tuple(dict.fromkeys([*before, *added]))
        return Policy(joined)

    def header(self, nonce: str, *, allow_eval: bool = False) -> dict[str, str]:
        """Return the header with the policy.

        Args:
            nonce: The nonce of the page's own elements.
            allow_eval: Whether text may be evaluated, which Trusted Types would forbid.
        """
        if self.directives is None:
            return {}
        text = self._texts.get(allow_eval)
        if text is None:
            text = self._texts[allow_eval] = self._text(self.directives, allow_eval=allow_eval)
        return {"Content-Security-Policy": text.replace(NONCE, f"'nonce-{nonce}'")}

    @staticmethod
    def _text(directives: Mapping[str, tuple[str, ...]], *, allow_eval: bool) -> str:
        named = dict(directives)
        if allow_eval:
            named["script-src"] = (*named.get("script-src", ()), "'unsafe-eval'")
            for name in _TRUSTED_TYPES:
                named.pop(name, None)
        for name in ("style-src", "style-src-elem"):
            if "'unsafe-inline'" in named.get(name, ()):
                # Beside a nonce, browsers ignore it; and with it, no nonce is needed.
                named[name] = tuple(source for source in named[name] if source != NONCE)
        return "; ".join([" ".join([name, *sources]) for name, sources in named.items()])

    @property
    def has_style_nonce(self) -> bool:
        """True if style elements may carry the nonce, so that the page's scripts have to find it."""
        named = self.directives or {}
        return any(NONCE in named.get(name, ()) for name in ("style-src", "style-src-elem"))


#: The policy that every page begins with.
STRICT = Policy(DEFAULT)


def advice(directive: str, blocked: str, own: str) -> str:
    """Return advice on how to allow something in a policy.

    Args:
        directive: The directive that has blocked it.
        blocked: The blocked address, or a word such as ``inline``.
        own: The page's origin.
    """
    if blocked in ("inline", "eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink", ""):
        return f"docs/howto/policy.md says what {directive} keeps out, and what to do"
    scheme, separator, rest = blocked.partition("://")
    source = f"{scheme}://{rest.partition('/')[0]}" if separator else f"{scheme.partition(':')[0]}:"
    return f'pass policy={{"{directive}": ["{chr(39) + "self" + chr(39) if source == own else source}"]}}'


def log_refusal(directive: str, blocked: str, where: str, told: str) -> None:
    """Log for the developer what a policy has blocked.

    Args:
        directive: The directive that has blocked it.
        blocked: The blocked address, or a word.
        where: The element or the line of a script that has caused it.
        told: The advice.
    """
    logger.warning(
        "the Content Security Policy of a page has refused %r (%r) at %r: %s", blocked, directive, where, told
    )
