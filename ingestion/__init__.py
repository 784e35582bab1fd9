"""What brings data in from outside, one package a source."""
