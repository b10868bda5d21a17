"""How many contacts are expected when: volumes, mix, surges, outages."""
