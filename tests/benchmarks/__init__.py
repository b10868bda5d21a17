"""Tests of the speed suite: of what it measures, not of how fast it is."""
