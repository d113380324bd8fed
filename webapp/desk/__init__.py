"""The secretariat's screens. They compose features and own no table."""
