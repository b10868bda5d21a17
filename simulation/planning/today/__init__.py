"""The rest of a day, from the state at some hour and the volumes so far."""
