"""The safety line: a link of their own by which panellists say how they are, and what the secretariat then does."""
