"""The question queue: what delegates put to a panel, and the order in which the moderator calls them."""
