"""Texts that exist in several languages."""


class Texts(dict[str, str]):
    """One text by language: `{"en": "Chile", "fr": "Chili"}`. Keys are ISO 639-1 codes."""

    def to(self, locale: str) -> str:
        """The text for a reader of `locale`; where there is none, English, then whatever there is."""
        return self.get(locale) or self.get("en") or next(iter(self.values()), "")
