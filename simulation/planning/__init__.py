"""Planning against the simulator: one package per command. OR-Tools is imported here only, where a solver runs."""
