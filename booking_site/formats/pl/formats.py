"""Polish: "poniedziałek, 22 czerwca 2026", the month in its genitive (E), and short dates with dots."""

FULL_DAY_FORMAT = "l, j E Y"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
DATETIME_FORMAT = "d.m.Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
