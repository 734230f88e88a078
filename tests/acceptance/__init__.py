"""The customer's tests: the program from outside, by its commands and its files alone."""
