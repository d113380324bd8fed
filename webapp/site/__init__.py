"""The public pages: home, editions, programme, archive."""
