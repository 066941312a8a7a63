"""Counts requests per studio and endpoint; above the limit everything of the next minute is turned away."""

from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


class RateLimit:
    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], tuple[datetime, int]] = {}
        self._closed_until: dict[tuple[str, str], datetime] = {}

    def admits(self, studio: str, endpoint: str, limit: int, now: datetime) -> bool:
        counter = studio, endpoint
        if now < self._closed_until.get(counter, now):
            return False
        began_at, count = self._windows.get(counter, (now, 0))
        if now - began_at >= MINUTE:
            began_at, count = now, 0
        self._windows[counter] = began_at, count + 1
        if count + 1 <= limit:
            return True
        self._closed_until[counter] = now + MINUTE
        del self._windows[counter]
        return False

    def clear(self) -> None:
        self._windows.clear()
        self._closed_until.clear()
