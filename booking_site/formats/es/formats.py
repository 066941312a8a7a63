"""Spanish: "lunes, 22 de junio de 2026"; the rest as Django has it."""

FULL_DAY_FORMAT = r"l, j \d\e F \d\e Y"
DATETIME_FORMAT = "d/m/Y H:i T"  # the admin's alone, where a time without its zone would be a riddle
