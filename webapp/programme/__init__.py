"""The panel of a country session, the order in which it speaks, and how the sitting stands."""
