"""A synthetic community for tests, demo and benchmarks; never mixed with reference data."""
