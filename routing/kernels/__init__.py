"""The compiled state machine: its tables, its state, its commands."""
