"""Serve the hand-written table on 127.0.0.1:PORT."""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = {
    "/": (HERE / "table.html", "text/html; charset=utf-8"),
    "/table.js": (HERE / "table.js", "text/javascript; charset=utf-8"),
    "/table.css": (HERE.parent / "table.css", "text/css; charset=utf-8"),
}


class Handler(BaseHTTPRequestHandler):
    """Answers with one of the three files."""

    def do_GET(self) -> None:
        path, content_type = FILES.get(self.path, (None, ""))
        if path is None:
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the log of a benchmark is its table."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
