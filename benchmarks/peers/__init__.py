"""Scripts that run in environments of their own, with a library the platform does not use."""
