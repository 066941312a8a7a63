"""A gym's own website: a small server with one page, on a port of its own, which is another origin to a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Our gym</title>
<h1>Our gym</h1>
{embed}
<p id="below">Come and see us.</p>
"""


@contextmanager
def gym_website() -> Iterator["Website"]:
    server = Website()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Website(ThreadingHTTPServer):
    """`embed` is the HTML that its page holds."""

    embed = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Website

    def do_GET(self) -> None:
        body = PAGE.format(embed=self.server.embed).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        # As strict as a careful website is: what the embed needs is all that it allows.
        site = self.server.embed.partition('src="')[2].partition("/embed")[0]
        self.send_header(
            "Content-Security-Policy", f"default-src 'none'; script-src {site}; frame-src {site}"
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass
