"""Respond to requests for files that handlers have offered."""

from __future__ import annotations

import logging
from dataclasses import replace

from domsync.server.files.downloads import Downloads
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, error
from domsync.server.pages.http_routes import Response, to_response


def download_response(downloads: Downloads, request: Request, ticket: str) -> HttpResponse:
    """Respond to a request for a file that a handler has offered.

    Args:
        downloads: The files that wait to be fetched.
        request: The request.
        ticket: The last part of its path.
    """
    download = downloads.take(request, ticket)
    if isinstance(download, HttpResponse):
        return download
    response = Response(download.body, headers=download.headers, content_type=download.type)
    try:
        # Without the request's headers: the whole file is sent, whatever range is requested.
        return to_response(replace(request, headers={}), response)
    except OSError:
        logging.getLogger("domsync").exception("the file %r can no longer be read", download.name)
        return error(404)
