"""Italian as Unicode's locale data has it: "lunedì 2 giugno 2026", without a nought before the day."""

FULL_DAY_FORMAT = "l j F Y"
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "d/m/Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
