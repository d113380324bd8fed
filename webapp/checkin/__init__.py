"""The door: what a scanned pass is worth at this place now, and who came in."""
