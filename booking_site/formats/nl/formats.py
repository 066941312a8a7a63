"""Dutch: "maandag 22 juni 2026" without a comma; the rest as Django has it."""

FULL_DAY_FORMAT = "l j F Y"
