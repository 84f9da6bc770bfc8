"""All exceptions of domsync. Data is in fields; the text is made in ``__str__``.

::

    DomsyncError
    +-- DOMException              a refusal that the DOM Standard names (HierarchyRequestError, ...)
    |   +-- InvalidNameError      (ValueError) a tag or attribute name that not every browser accepts
    +-- UnsafeValueError          (ValueError) a name, URL or CSS value that could run code or fetch
    +-- UnknownIdError            (KeyError) getElementById(id) with strict=True found nothing
    +-- DuplicateIdError          (ValueError) an id that another element of the document has
    +-- LimitError                a limit of the session (nodes, depth, listeners) is reached
    +-- MissingExtraError         (ImportError) an optional package is not installed
    +-- ProtocolError             a message from a browser that cannot be accepted; has a close code
    +-- ClientGone                (ConnectionError) the client has left
    +-- CallFailed                the browser's JavaScript gave no result
"""


class DomsyncError(Exception):
    """The base of all exceptions that domsync raises on purpose."""


class DOMException(DomsyncError):
    """A refusal that the DOM Standard describes.

    Args:
        message: What was wrong and how to put it right.
        name: The standard's name: ``"HierarchyRequestError"``, ``"NotFoundError"``, ``"SyntaxError"`` ...

    From https://webidl.spec.whatwg.org/#idl-DOMException.
    """

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message, name)
        self.message = message
        self.name = name

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


class InvalidNameError(DOMException, ValueError):
    """A name that no element or attribute can have; its standard name is ``"InvalidCharacterError"``.

    Args:
        what: ``"tag name"`` or ``"attribute name"``.
        value: What was refused.
        rule: What a name has to look like.
    """

    def __init__(self, what: str, value: str, rule: str) -> None:
        shown = value if len(value) <= 80 else value[:77] + "..."
        super().__init__(f"{shown!r} is no {what}: {rule}", "InvalidCharacterError")
        self.value = value


class UnsafeValueError(DomsyncError, ValueError):
    """A value that could become code or a request in the browser.

    Args:
        what: The kind of place: ``"attribute"``, ``"tag"``, ``"URL"``, ``"CSS value"`` ...
        value: What was refused.
        reason: Why, and what to do instead.
    """

    def __init__(self, what: str, value: str, reason: str) -> None:
        super().__init__(what, value, reason)
        self.what = what
        self.value = value
        self.reason = reason

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "..."
        return f"{self.what} {shown!r} is refused: {self.reason}"


class UnknownIdError(DomsyncError, KeyError):
    """No element of the document has this id.

    Args:
        id: The id that was asked for.
    """

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id

    def __str__(self) -> str:
        return f"no element has the id {self.id!r}; getElementById(id, strict=False) returns None instead"


class DuplicateIdError(DomsyncError, ValueError):
    """An element of the document has this id already.

    Args:
        id: The id that was to be given twice.
    """

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id

    def __str__(self) -> str:
        return f"an element with the id {self.id!r} exists already; createElement() without id makes a unique one"


class LimitError(DomsyncError):
    """A limit that protects the server was reached; nothing was changed.

    Args:
        what: What is limited: ``"nodes"``, ``"depth"``, ``"listeners"``.
        limit: The limit.
    """

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(what, limit)
        self.what = what
        self.limit = limit

    def __str__(self) -> str:
        return f"the document has reached its limit of {self.limit} {self.what}"


class MissingExtraError(DomsyncError, ImportError):
    """An optional package that this call needs is not installed.

    Args:
        package: The package's name.
        extra: The extra of domsync that installs it.
        what: What needs it.
    """

    def __init__(self, package: str, extra: str, what: str) -> None:
        super().__init__(package, extra, what)
        self.package = package
        self.extra = extra
        self.what = what

    def __str__(self) -> str:
        return f"{self.what} needs the package {self.package}; install it with: pip install 'domsync[{self.extra}]'"


class ProtocolError(DomsyncError):
    """A message from a browser that cannot be accepted.

    Args:
        code: The WebSocket close code that answers it.
        reason: The code's name; never more, because it goes to the browser.
        detail: What was wrong, for the log only.
    """

    def __init__(self, code: int, reason: str, detail: str = "") -> None:
        super().__init__(code, reason, detail)
        self.code = code
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code} {self.reason}: {self.detail}" if self.detail else f"{self.code} {self.reason}"


class ClientGone(DomsyncError, ConnectionError):
    """The client that was asked for has left.

    Args:
        client: What identified it.
    """

    def __init__(self, client: object = None) -> None:
        super().__init__(client)
        self.client = client

    def __str__(self) -> str:
        return "the client is no longer connected; end the loop that serves it, or ask is_connected(client) first"


class CallFailed(DomsyncError):
    """JavaScript that was called in the browser gave no result.

    Args:
        op: What was called.
        reason: The text of the exception there, or that no answer came in time. A browser has written it: it is not to
            be trusted.
    """

    def __init__(self, op: str, reason: str) -> None:
        super().__init__(op, reason)
        self.op = op
        self.reason = reason

    def __str__(self) -> str:
        return f"call_js({self.op!r}) gave no result: {self.reason}"
