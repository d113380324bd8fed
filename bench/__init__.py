"""The benchmarks: whether the app reaches the figures that its issues ask for."""
