"""The answer of a training: on the terminal, as a page, and as data."""
