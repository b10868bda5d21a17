"""How fast Peakline is: ratios measured in one run, each with its result asserted. ``python -m benchmarks``."""
