"""What a log line must not carry: keys, passwords, sign-in codes, mail addresses, the secret addresses of calendar
feeds, and query strings (they hold signed choices and codes).

The reference of a booking is no secret: it leads the desk to it, and nobody else. Names cannot be told from other
words; nobody writes them, and the tests look for them in what a whole run has written.
"""

import logging
import re
from collections.abc import Mapping

from studios.magicline.secret import without_secrets

_ADDRESS = re.compile(r"[\w.+%-]+(?:'[\w.+%-]+)*(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_FEED = re.compile(r"(/calendar/)[\w-]+")  # the secret address of a calendar feed
_QUERY = re.compile(r"\?[^\s\"']+=[^\s\"']*")
_ROW = re.compile(r"(DETAIL: ).*")  # where PostgreSQL quotes the row that it refused
_KEY = re.compile(
    r"(?i)((?:x-api-key|api_key|webhook_key|password|csrftoken|sessionid)['\"]?\s*[:=]\s*['\"]?)[^\s'\",;}]+"
)
_CODE = re.compile(
    r"(?i)(\bcode['\"]?\s*(?:[:=]|is)\s*['\"]?)\d{6,8}\b"
)  # digits alone are ids and times, too
# In an exception's own words, which nobody here has chosen, as many digits as a code has are taken for one. In its
# `repr` a line ends with a backslash and a letter.
_DIGITS = re.compile(r"(?:(?<![\w-])|(?<=\\[nrt]))(?<!\d\.)(?:\d{3}[ -]?\d{3}|\d{4}[ -]?\d{4})(?![\w-]|\.\d)")


class Discreet(logging.Filter):
    """Rewrites the finished message, so that arguments cannot smuggle anything past it.

    A traceback is kept as text, with the same replacements: its last line can quote what it choked on, and so can those
    of the exceptions that it came from. Formatters take that text where it is there; the exception itself stays for
    reports, which take secrets out in a way of their own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        cleaned = _without_its_quotes if _tells_an_exception(record) else discreet
        record.msg, record.args = cleaned(record.getMessage()), None
        if record.stack_info:
            record.stack_info = discreet(record.stack_info)
        if record.name.startswith("django.security."):
            # Whoever scans the internet is refused all day, for other hosts and endless bodies: a line each will do.
            record.exc_text = record.exc_info = None
        elif record.exc_info:
            record.exc_text = _without_its_quotes(logging.Formatter().formatException(record.exc_info))
        return True


def _tells_an_exception(record: logging.LogRecord) -> bool:
    """Whether the words of an exception are part of the message, not only its traceback."""
    args = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    return any(isinstance(one, BaseException) for one in (record.msg, *args))


def _without_its_quotes(text: str) -> str:
    """The words of an exception, discreet, and without what may be a code."""
    return _DIGITS.sub("…", discreet(text))


def discreet(text: str) -> str:
    """`text` with addresses, keys, codes, secrets of addresses, query strings and quoted rows replaced by marks; and
    with every key that this process has met, whatever stands before it.
    """
    text = without_secrets(text)
    text = _ROW.sub(r"\1…", text)
    for secret in (_KEY, _CODE):
        text = secret.sub(r"\1…", text)
    text = without_feeds(text)
    text = _ADDRESS.sub("<address>", text)
    return _QUERY.sub("?…", text)


def without_feeds(text: str) -> str:
    """`text` with the secrets in addresses of calendar feeds replaced by marks."""
    return _FEED.sub(r"\1…", text)
