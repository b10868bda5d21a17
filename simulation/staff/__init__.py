"""Who works when, and what agents can do: from files to groups of agents."""
