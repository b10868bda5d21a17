"""The simulated world in numbers: what may happen, what happened, and what both engines read."""
