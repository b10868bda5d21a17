"""What a policy means together with the people who work by it."""
