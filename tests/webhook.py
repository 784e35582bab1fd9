"""A webhook that keeps what is posted to it, and can be told to refuse."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Webhook:
    """A server on a port of this machine, mostly a free one. `texts` are what was posted to it.

    Args:
        status: What it answers.
        port: Where it listens; 0 for a free one.
        refuses: Says of a text whether it is answered with 400 instead.
    """

    def __init__(
        self, *, status: int = 200, port: int = 0, refuses: Callable[[str], bool] = lambda _: False
    ) -> None:
        self.texts: list[str] = []
        texts = self.texts

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                texts.append(json.loads(body)["text"])
                self.send_response(400 if refuses(texts[-1]) else status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Write nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Address to post to; its path is as secret as that of a real one."""
        return f"http://127.0.0.1:{self._http.server_port}/services/T000/very-secret"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
