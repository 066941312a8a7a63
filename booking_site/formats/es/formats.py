"""Spanish: "lunes, 22 de junio de 2026"; the rest as Django has it."""

FULL_DAY_FORMAT = r"l, j \d\e F \d\e Y"
