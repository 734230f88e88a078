"""The portable Windows folder: what it is made of, and how it runs under Wine."""
