"""German as Django has it, with the day held to its month: a "5." that ends a line reads like the end of a sentence."""

FULL_DAY_FORMAT = "l, j.\N{NO-BREAK SPACE}F Y"
DATE_FORMAT = "j.\N{NO-BREAK SPACE}F Y"
DATETIME_FORMAT = "d.m.Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
MONTH_DAY_FORMAT = "j.\N{NO-BREAK SPACE}F"
