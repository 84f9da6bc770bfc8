"""All exceptions of domsync. Data is in fields; the text is made in ``__str__``.

::

    DomsyncError
    +-- DOMException            an error that the DOM Standard defines (HierarchyRequestError, ...)
    |   +-- InvalidNameError    (ValueError) a tag or attribute name that not every browser accepts
    +-- UnsafeValueError        (ValueError) a name, URL or CSS value that could run code or load something
    +-- UnknownIdError          (KeyError) getElementById(id) with strict=True found nothing
    +-- DuplicateIdError        (ValueError) another element of the document has the id
    +-- LimitError              a limit of the document (nodes, depth, listeners) was reached
    +-- MissingExtraError       (ImportError) an optional package is not installed
    +-- ProtocolError           a browser sent an unacceptable message; has a close code
    +-- ClientGone              (ConnectionError) the client has left
    +-- UploadError             an uploaded file was cut short
    +-- CallFailed              JavaScript in the browser returned no result
    +-- BodyTooLarge            (ValueError) a request's body is larger than its reader allows

Exceptions that only one package raises are defined there: ``ChildError``, ``DuplicateKeyError``, ``NotMountedError``
and others in ``domsync.components``, ``Redirect`` in ``domsync``, ``LocatorError`` and others in ``domsync.testing``.
All of them derive from DomsyncError.
"""


class DomsyncError(Exception):
    """The base class of all exceptions that domsync defines."""


#: From https://webidl.spec.whatwg.org/#idl-DOMException-error-names.
_CODES = {
    "IndexSizeError": 1,
    "HierarchyRequestError": 3,
    "WrongDocumentError": 4,
    "InvalidCharacterError": 5,
    "NoModificationAllowedError": 7,
    "NotFoundError": 8,
    "NotSupportedError": 9,
    "InUseAttributeError": 10,
    "InvalidStateError": 11,
    "SyntaxError": 12,
    "InvalidModificationError": 13,
    "NamespaceError": 14,
    "InvalidAccessError": 15,
    "TypeMismatchError": 17,
    "SecurityError": 18,
    "NetworkError": 19,
    "AbortError": 20,
    "URLMismatchError": 21,
    "QuotaExceededError": 22,
    "TimeoutError": 23,
    "InvalidNodeTypeError": 24,
    "DataCloneError": 25,
}


class DOMException(DomsyncError):
    """An error that the DOM Standard defines.

    Args:
        message: What was wrong and how to put it right.
        name: The standard's name: ``"HierarchyRequestError"``, ``"NotFoundError"``, ``"SyntaxError"`` ...

    From https://webidl.spec.whatwg.org/#idl-DOMException.
    """

    def __init__(self, message: str = "", name: str = "Error") -> None:
        super().__init__(message, name)
        self.message = message
        self.name = name

    @property
    def code(self) -> int:
        """The legacy error code, such as 8 for `"NotFoundError"`; 0 for newer names."""
        return _CODES.get(self.name, 0)

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


class InvalidNameError(DOMException, ValueError):
    """A name that no element or attribute can have. In the standard it is an ``"InvalidCharacterError"``.

    Args:
        what: ``"tag name"`` or ``"attribute name"``.
        value: The refused name.
        rule: The form that a name must have.
    """

    def __init__(self, what: str, value: str, rule: str) -> None:
        shown = value if len(value) <= 80 else value[:77] + "..."
        super().__init__(f"{shown!r} is not a valid {what}: {rule}", "InvalidCharacterError")
        self.value = value


class UnsafeValueError(DomsyncError, ValueError):
    """A value that could run code or load something in the browser.

    Args:
        what: The kind of place: ``"attribute"``, ``"tag"``, ``"URL"``, ``"CSS value"`` ...
        value: The refused value.
        reason: Why it was refused, and what to do instead.
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
        id: The id that was looked up.
    """

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id

    def __str__(self) -> str:
        return f"no element has the id {self.id!r}; getElementById(id, strict=False) returns None instead"


class DuplicateIdError(DomsyncError, ValueError):
    """Another element of the document already has this id.

    Args:
        id: The id.
    """

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id

    def __str__(self) -> str:
        return f"an element with the id {self.id!r} exists already; createElement() without id makes a unique one"


class LimitError(DomsyncError):
    """A limit that protects the server was reached. Nothing was changed.

    Args:
        what: What is limited: ``"nodes"``, ``"depth"``, ``"listeners"``.
        limit: The limit.
    """

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(what, limit)
        self.what = what
        self.limit = limit

    def __str__(self) -> str:
        return (
            f"the document has reached its limit of {self.limit} {self.what}; "
            f"App(limits=ServerLimits({self.what}=...)) sets another one"
        )


class MissingExtraError(DomsyncError, ImportError):
    """An optional package that this call needs is not installed.

    Args:
        package: The package's name.
        extra: The extra of domsync that installs it.
        what: What needs the package.
    """

    def __init__(self, package: str, extra: str, what: str) -> None:
        super().__init__(package, extra, what)
        self.package = package
        self.extra = extra
        self.what = what

    def __str__(self) -> str:
        return f"{self.what} needs the package {self.package}; install it with: pip install 'domsync[{self.extra}]'"


class ProtocolError(DomsyncError):
    """A browser sent a message that cannot be accepted.

    Args:
        code: The WebSocket close code to answer with.
        reason: The code's name, which is all that the browser is told.
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
    """The client has left.

    Args:
        client: The client's id.
    """

    def __init__(self, client: object = None) -> None:
        super().__init__(client)
        self.client = client

    def __str__(self) -> str:
        return "the client is no longer connected; end the loop that serves it, or ask is_connected(client) first"


class UploadError(DomsyncError):
    """A file that a user uploads was cut short.

    Args:
        name: The file's name.
        reason: The reason, in words for the user.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return f"the upload of {self.name!r} has ended: {self.reason}"


class CallFailed(DomsyncError):
    """JavaScript that was called in the browser returned no result.

    Args:
        op: What was called.
        reason: The exception's text, or that no answer came in time. It comes from the browser: do not trust it.
    """

    def __init__(self, op: str, reason: str) -> None:
        super().__init__(op, reason)
        self.op = op
        self.reason = reason

    def __str__(self) -> str:
        return f"call_js({self.op!r}) returned no result: {self.reason}"


class BodyTooLarge(DomsyncError, ValueError):
    """A request's body is larger than its reader allows. A route that raises this answers 413.

    Args:
        limit: The maximum size, in bytes.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return f"the request's body is larger than {self.limit:,} bytes; read it in parts with stream()"
