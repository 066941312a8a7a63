"""Czech: "pondělí 22. června 2026", the month in its genitive (E), the day held to it, and two digits for the hour."""

FULL_DAY_FORMAT = "l j.\N{NO-BREAK SPACE}E Y"
DATE_FORMAT = "j.\N{NO-BREAK SPACE}E Y"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j.\N{NO-BREAK SPACE}E"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
DATETIME_FORMAT = "d.m.Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
