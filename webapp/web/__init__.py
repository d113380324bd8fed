"""How pages leave the app: language, rendering, forms, static files, headers, compression, error pages."""
