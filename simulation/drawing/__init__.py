"""Where chance is: counter-based draws of contacts, agents' hours and outages."""
