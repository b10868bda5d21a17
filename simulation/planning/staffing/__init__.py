"""The fewest agents of each group in each interval with which every target holds."""
