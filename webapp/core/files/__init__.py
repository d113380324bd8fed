"""Files that people send: received in pieces or whole, judged by their content, freed of their metadata."""
