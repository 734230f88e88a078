"""Coverage-guided fuzzing of the way in: `python -m tests.fuzz.run` (needs atheris)."""
