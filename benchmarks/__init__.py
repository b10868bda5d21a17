"""How fast Peakline is, beside baselines of the same run, with each result checked: ``peakline bench speed``."""
