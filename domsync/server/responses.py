"""Answers to plain HTTP requests, as data: every transport writes them in its own way."""

import http
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer to a GET.

    Args:
        status: The status code.
        body: What is served.
        content_type: Its MIME type, with the charset of text.
        headers: Further headers.
    """

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def phrase(self) -> str:
        """The reason phrase of the status."""
        return http.HTTPStatus(self.status).phrase

    def all_headers(self) -> dict[str, str]:
        """All headers, those included that every answer has."""
        headers = {
            "Content-Type": self.content_type,
            "Content-Length": str(len(self.body)),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        headers.update(self.headers)
        return headers


def error(status: int, **headers: str) -> HttpResponse:
    """An answer that says no more than what its status means.

    Args:
        status: The status code.
        **headers: Further headers, with underscores for hyphens.
    """
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return HttpResponse(status, f"{http.HTTPStatus(status).phrase}\n".encode(), headers=named)
