"""What domsync costs, beside hand-written JavaScript and beside other libraries: `python -m benchmarks --help`."""
