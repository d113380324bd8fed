"""People with a place in an edition, their passes, and what a pass admits to."""
