"""What is measured and against whom: one module a table of ratios. No assertion on a time."""
