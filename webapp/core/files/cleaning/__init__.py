"""Files freed of metadata and of whatever acts by itself. Runs in a process of its own; imports nothing of the app but
webapp.core.files.kinds."""
