"""What ``data/generate_realist_86.py`` writes the synthetic review with; no part of the package."""
