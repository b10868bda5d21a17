"""What a router was asked to do: kept, played again, and its last commands undone."""
