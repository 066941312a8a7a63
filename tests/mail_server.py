"""A mail server on loopback that is down, up, or goes away between the mail and its answer; it keeps what it took."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer:
    """`port` stays the same while the server goes down and comes up. `cuts` is how many more mails get no answer."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.cuts = 0
        self.tries = 0  # connections while it was up
        with _Listener(("127.0.0.1", 0), _Session) as probe:
            self.port = int(probe.server_address[1])

    @contextmanager
    def up(self) -> Iterator[None]:
        with _Listener(("127.0.0.1", self.port), _Session) as listener:
            listener.desk = self
            thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            try:
                yield
            finally:
                listener.shutdown()
                thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    desk: MailServer


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as the standard library's client speaks."""

    server: _Listener

    def handle(self) -> None:
        desk = self.server.desk
        desk.tries += 1
        self._say("220 ready")
        while line := self.rfile.readline():
            match line.split()[0].upper():
                case b"DATA":
                    self._say("354 go on")
                    mail = self._read_mail()
                    desk.taken.append(message_from_bytes(mail, _class=EmailMessage, policy=policy.default))
                    if desk.cuts:
                        desk.cuts -= 1
                        return
                    self._say("250 taken")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 fine")

    def _read_mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
