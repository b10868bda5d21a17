"""What ``peakline check`` finds in each kind of file."""
