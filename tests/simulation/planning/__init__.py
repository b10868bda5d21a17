"""Tests of plans made by optimisation."""
