"""The two engines: the compiled event loop, and SimPy around the public router."""
