"""References of bookings: what stands in an address instead of a number somebody could count up."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read as something else on the telephone
LENGTH = 16


def new_reference() -> str:
    """16 characters of 31: 79 random bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
