"""`python -m booking_site.alive`: whether the web server on this machine answers, as the exit code a container wants.

Asked under the first of ALLOWED_HOSTS, for no other name is answered. Nothing is imported that takes time.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

PORT = 8000
LONGEST_SECONDS = 5.0


def main() -> int:
    """0 when it is alive, else 1."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".") or "localhost"
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", PORT)), timeout=LONGEST_SECONDS)
    try:
        connection.request("GET", "/health/live/", headers={"Host": host})
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
