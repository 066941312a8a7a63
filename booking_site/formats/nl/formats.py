"""Dutch: "maandag 22 juni 2026" without a comma; the rest as Django has it."""

FULL_DAY_FORMAT = "l j F Y"
DATETIME_FORMAT = "j-n-Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
