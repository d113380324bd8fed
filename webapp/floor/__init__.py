"""The screens of the room: the delegate's phone, the hall, the moderators' page. They compose, and own no table."""
