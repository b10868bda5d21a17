"""Plans made by optimisation and tried in the simulator."""
