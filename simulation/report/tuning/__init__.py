"""The answer of a tuning: on the terminal, as a page, as data, and as a policy file."""
