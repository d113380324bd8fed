"""The secretariat's people: who they are, their role, and how they sign in."""
