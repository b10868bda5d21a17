"""Planning against the simulator: answers that have been tried."""
