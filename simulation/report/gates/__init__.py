"""The answer of a policy suite: on the terminal, for a pull request, for programs and for test runners."""
