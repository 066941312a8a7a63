"""English as it is written in Europe: the day before the month, and the 24-hour clock that the studios use."""

FULL_DAY_FORMAT = "l, j F Y"
DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d/m/Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "d/m/Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
