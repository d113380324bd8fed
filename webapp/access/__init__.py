"""Who may do what: permissions, the grants that a browser holds, and the links that give them."""
