"""Static pages for people: what the warehouse says, as one file that opens without a network."""
