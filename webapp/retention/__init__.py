"""What is erased when its time is over: each feature says what of its own is due, and one command erases it daily."""
