"""Laws of times, and the plan that a replication's contacts are drawn from."""
