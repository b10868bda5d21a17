"""Tests of the search for a staff."""
