"""French: "lundi 22 juin 2026" without a comma; the rest as Django has it."""

FULL_DAY_FORMAT = "l j F Y"
