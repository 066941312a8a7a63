"""What a log line must not carry: keys, passwords, sign-in codes, mail addresses, the secret addresses of calendar
feeds, and query strings (they hold signed choices and codes).

The reference of a booking is no secret: it leads the desk to it, and nobody else. Names cannot be told from other
words; nobody writes them, and the tests look for them in what a whole run has written.
"""

import logging
import re

from studios.magicline.secret import without_secrets

_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_FEED = re.compile(r"(/calendar/)[\w-]+")  # the secret address of a calendar feed
_QUERY = re.compile(r"\?[^\s\"']+=[^\s\"']*")
_ROW = re.compile(r"(DETAIL: ).*")  # where PostgreSQL quotes the row that it refused
_KEY = re.compile(
    r"(?i)((?:x-api-key|api_key|webhook_key|password|csrftoken|sessionid)['\"]?\s*[:=]\s*['\"]?)[^\s'\",;}]+"
)
_CODE = re.compile(
    r"(?i)(\bcode['\"]?\s*(?:[:=]|is)\s*['\"]?)\d{6,8}\b"
)  # digits alone are ids and times, too


class Discreet(logging.Filter):
    """Rewrites the finished message, so that arguments cannot smuggle anything past it.

    A traceback is kept as text, with the same replacements: its last line can quote what it choked on. Formatters take
    that text where it is there; the exception itself stays for reports, which take secrets out in a way of their own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = discreet(record.getMessage()), None
        if record.name.startswith("django.security."):
            # Whoever scans the internet is refused all day, for other hosts and endless bodies: a line each will do.
            record.exc_text = record.exc_info = None
        elif record.exc_info:
            record.exc_text = discreet(without_secrets(logging.Formatter().formatException(record.exc_info)))
        return True


def discreet(text: str) -> str:
    """`text` with addresses, keys, codes, secrets of addresses, query strings and quoted rows replaced by marks."""
    text = _ROW.sub(r"\1…", text)
    for secret in (_KEY, _CODE):
        text = secret.sub(r"\1…", text)
    text = without_feeds(text)
    text = _ADDRESS.sub("<address>", text)
    return _QUERY.sub("?…", text)


def without_feeds(text: str) -> str:
    """`text` with the secrets in addresses of calendar feeds replaced by marks."""
    return _FEED.sub(r"\1…", text)
