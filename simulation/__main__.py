"""``python -m simulation`` and the command ``peakline``."""

import atexit
import gc
import sys

# Searching for cycles while the modules' hundred thousand objects come up finds none and takes a tenth of a short run;
# what a run makes later is arrays, which need no search.
gc.disable()
atexit.register(gc.freeze)  # Python would search all of them at the end once more, twice: another tenth

from simulation.cli import main  # noqa: E402  (the imports are what it is about)

if __name__ == "__main__":
    sys.exit(main())
