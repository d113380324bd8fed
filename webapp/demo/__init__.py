"""The demonstration week, Pre-sessions 54: real rows, made by the same actions that people use."""
