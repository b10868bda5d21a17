"""The expected wait, tried on simulated days."""
