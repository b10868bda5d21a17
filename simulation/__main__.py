"""``python -m simulation`` is the command ``peakline``."""

import sys

from simulation.cli import main

sys.exit(main())
