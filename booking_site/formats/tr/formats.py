"""Turkish as Unicode's locale data has it: the weekday last, no nought before the day, short dates in numbers."""

FULL_DAY_FORMAT = "j F Y l"
DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
DATETIME_FORMAT = "d.m.Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
