"""The assessment of applications: criteria, assignments, recusals, scores."""
