"""What is asked of the measures: which definitions hold, and the figures beyond the usual ones."""
