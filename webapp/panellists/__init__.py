"""The screens of a panellist: the place on the panel, what is handed in for it, and what to do if they cannot come."""
