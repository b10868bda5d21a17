"""The life of a policy and a roster in a running router."""
