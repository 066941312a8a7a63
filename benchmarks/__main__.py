"""`make bench`; see `benchmarks.topics`."""

import sys

from benchmarks.topics import main

if __name__ == "__main__":
    sys.exit(main())
