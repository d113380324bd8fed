"""The call, and the applications that answer it: from the first field of a draft to the receipt."""
