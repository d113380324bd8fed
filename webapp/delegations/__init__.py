"""A mission's delegation: invitations, registration by focal points, claims, and the delegates."""
