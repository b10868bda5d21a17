"""A contact centre around the router: replays peaks through the very decision code that runs in production."""
