"""Skill-based ticket routing: a deterministic state machine without clock, randomness or I/O."""
