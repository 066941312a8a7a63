"""French: "lundi 22 juin 2026" without a comma; the rest as Django has it."""

FULL_DAY_FORMAT = "l j F Y"
DATETIME_FORMAT = "d/m/Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
