"""Benchmarks: each prints a table, or one JSON object with --json. See docs/benchmarks.md."""
