"""What a log line must not carry: keys, mail addresses, the secrets in addresses: those of calendar feeds, and query
strings (they hold signed choices and codes).
"""

import logging
import re

_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_FEED = re.compile(r"(/calendar/)[\w-]+")  # the secret address of a calendar feed
_QUERY = re.compile(r"\?[^\s\"']+=[^\s\"']*")
_ROW = re.compile(r"(DETAIL: ).*")  # where PostgreSQL quotes the row that it refused
_KEY = re.compile(r"(?i)(x-api-key['\"]?\s*[:=]\s*['\"]?)[^\s'\",}]+")


class Discreet(logging.Filter):
    """Rewrites the finished message, so that arguments cannot smuggle anything past it.

    A traceback is kept, with the same replacements: its last line can quote what it choked on.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = discreet(record.getMessage()), None
        if record.name == "django.security.DisallowedHost":
            record.exc_info = (
                None  # whoever scans the internet asks for other hosts all day: a line each is enough
            )
        if record.exc_info and not record.exc_text:
            record.exc_text = discreet(logging.Formatter().formatException(record.exc_info))
        return True


def discreet(text: str) -> str:
    """`text` with addresses, key headers, secrets of feeds, query strings and quoted rows replaced by marks."""
    text = _ROW.sub(r"\1…", text)
    text = _KEY.sub(r"\1…", text)
    text = _FEED.sub(r"\1…", text)
    text = _ADDRESS.sub("<address>", text)
    return _QUERY.sub("?…", text)
