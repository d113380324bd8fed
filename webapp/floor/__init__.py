"""The screens of the room: the delegate's phone, the hall, and the moderators' page. They compose; they own no table."""
