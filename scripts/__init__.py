"""The commands of the house: `run`, `test`, `bench/run`. Standard library only: a bare Python can start them."""
