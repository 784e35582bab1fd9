"""Great Expectations suites, the runner that records their results, nothing that repairs data."""
