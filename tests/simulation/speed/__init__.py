"""Tests of what is made of measured speeds."""
