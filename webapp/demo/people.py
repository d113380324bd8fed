"""Invented people: the same at every run, with names of many scripts and kinds."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class Names:
    """Given and family names that go together, in the order in which `form` writes them. Some people have one name."""

    given: tuple[str, ...]
    family: tuple[str, ...] = ("",)
    form: str = "{given} {family}"

    def people(self) -> Iterator[str]:
        """All that these names make, each given name once before any comes back."""
        for turn in range(len(self.family)):
            for place, given in enumerate(self.given):
                family = self.family[(place + turn) % len(self.family)]
                yield self.form.format(given=given, family=family).strip()


def _names(given: str, family: str = "", form: str = "{given} {family}") -> Names:
    return Names(tuple(given.split(", ")), tuple(family.split(", ")), form)


_ENGLISH = _names(
    "Margaret, Oliver, Niamh, Thomas, Charlotte, Rhys, Eleanor, Callum, Priya, Samuel, Grace, Declan",
    "Whitfield, O’Connor, Hughes, Marsden, MacLeod, Fairbairn, Ní Dhónaill, Okafor-Reed, Pemberton, Ashworth, Hall",
)
_FRENCH = _names(
    "Aurélie, François, Zoé, Benoît, Éléonore, Jérôme, Maëlle, Loïc, Anaïs, Cédric, Hélène, Rémi",
    "Lefèvre, Dufrêne, Béranger, Châtelain, Roussel, d’Aubigné, Guérin, Mercier, Le Goff, Vasseur, Noël",
)
_GERMAN = _names(
    "Jürgen, Käthe, Matthias, Annelies, Björn, Ursula, Götz, Mareike, Lukas, Friederike",
    "Müller-Brandt, Schäfer, Groß, Kühn, von Ahlen, Jäggi, Böhm, Weiß, Lüthi, Hofmann, Zürcher",
)
_DUTCH = _names(
    "Sanne, Joost, Femke, Ruben, Liesbeth, Daan, Mieke, Wouter",
    "van der Meer, de Vries, ’t Hooft, Jansen, van Rijn, Bakker, ter Horst",
)
_NORDIC = _names(
    "Åse, Søren, Ingrid, Håkon, Øyvind, Maja, Göran, Åsa, Jörgen, Tuula, Väinö, Sigrid",
    "Ødegård, Sjöström, Kjær, Lindström, Hämäläinen, Bjørnstad, Nygård, Ångman, Mäkelä, Sørensen, Hedlund",
)
_ICELANDIC = _names(
    "Þórunn, Guðmundur, Æsa, Ásgeir, Sigríður, Örn, Björk, Hlynur",
    "Einarsdóttir, Þorsteinsson, Jónsdóttir, Magnússon, Árnadóttir, Ólafsson, Sæmundsdóttir",
)
_SPANISH = _names(
    "Ana, José Luis, María Fernanda, Íñigo, Lucía, Joaquín, Ximena, Andrés, Begoña, Martín, Sofía, Raúl",
    "Rojas, Muñoz Peña, Quispe Mamani, Ibáñez, Güell, Cárdenas, Núñez, Etxeberria, Saavedra, Ordóñez, Villagrán",
)
_PORTUGUESE = _names(
    "João, Inês, Conceição, Gonçalo, Luísa, Thiago, Antónia, Estêvão, Beatriz, Nuno",
    "Magalhães, Simões, de Araújo, Falcão, Brandão, Assunção, Queirós, Leitão, dos Anjos",
)
_ITALIAN = _names(
    "Niccolò, Giulia, Beatrice, Tommaso, Chiara, Ettore, Mariù, Lorenzo",
    "De Angelis, Forlì, Bianchi, Dell’Orto, Cantù, Moretti, Scarpa",
)
_POLISH = _names(
    "Łukasz, Żaneta, Wojciech, Małgorzata, Paweł, Agnieszka, Zofia",
    "Wiśniewska, Dąbrowski, Źródlak, Szymańska, Gołąb, Krzyżanowski, Ćwik",
)
_CENTRAL = _names(
    "Jiří, Šárka, Žofia, Ľubomír, Gergő, Erzsébet, Rūta, Žygimantas, Čedomir, Đurđa, Ştefan, Ilinca",
    "Dvořák, Růžičková, Kőszegi, Nagy, Kazlauskienė, Bērziņš, Šimić, Țurcanu, Oțoiu, Hronec, Ozoliņa",
)
_GREEK = _names(
    "Ελένη, Νίκος, Αικατερίνη, Γιώργος, Δήμητρα, Σπύρος",
    "Παπαδοπούλου, Βλάχος, Οικονόμου, Κωστίδης, Λαμπράκη",
)
_CYRILLIC = _names(
    "Ольга, Юрій, Ївга, Драган, Љиљана, Ђорђе, Цветелина, Владимир, Айгүл, Нұрлан",
    "Ковальчук, Їжакевич, Његовановић, Џелеповић, Петков, Стоянова, Ғалымов, Өмүрбекова, Шевчук",
)
_GEORGIAN = _names("ნინო, გიორგი, თამარ, ლევან, ქეთევან", "ბერიძე, კაპანაძე, ჭავჭავაძე, მელაძე")
_ARMENIAN = _names("Անահիտ, Տիգրան, Շուշան, Գևորգ", "Սարգսյան, Պետրոսյան, Խաչատրյան")
_TURKISH = _names(
    "Ayşe, İbrahim, Çiğdem, Oğuz, Şule, Gökhan, Leyla, Rəşad, Günel",
    "Yılmaz, Öztürk, Çağlar, Şahinoğlu, Əliyeva, Güneş, Doğan",
)
_ARABIC = _names(
    "ليلى, يوسف, أمينة, عمر, هُدى, سامي, مريم, خالد, نور, زياد",
    "حدّاد, المنصوري, بن يحيى, العلوي, الطائي, قدّور, النجّار",
)
_ARABIC_IN_LATIN = _names(
    "Leïla, Youssef, Amina, Omar, Hudā, Sami, Maryam, Khālid, Nour, Ziad",
    "Haddad, al-Manṣūrī, Ben Yahia, El Alaoui, aṭ-Ṭāʾī, Kaddour, Ould Sidi",
)
_PERSIAN = _names("نرگس, فرهاد, شیرین, کاوه, پریسا", "احمدزاده, رستمی, گلستانی, کیانی")
_AMHARIC = _names("ሰላም, ዳዊት, ሂሩት, ብርሃኑ, ፅጌ", "ተስፋዬ, ገብረ መድኅን, ወልደ ማርያም, አበበ")
_SOMALI = _names(
    "Ayaan, Cabdi, Hodan, Xasan, Ifrah, Warsame", "Cali Maxamed, Nuur Ciise, Faarax, Jaamac Xirsi"
)
_WEST_AFRICAN = _names(
    "Adébáyọ̀, Ngọzi, Kwame, Afí, Séwa, Ọláyínká, Chidiebere, Akosua, Koffi, Yawa, Fatoumata, Moussa",
    "Ọ̀ṣúnlàjà, Nwaọgwụgwụ, Mensah-Adjei, Agbéko, Diarra, N’Guessan, Ouédraogo, Sow, Tɛtɛ, Kpodo, Bâ",
)
_CENTRAL_AFRICAN = _names(
    "Chantal, Désiré, Espérance, Théophile, Grâce-Divine, Aimé, Solange, Prosper",
    "Mbarga, Nkurunziza-Bizimana, Tshilombo, Ngo Bidjeck, Mukamana, Ilunga wa Kabila, Etoundi",
)
_SOUTHERN_AFRICAN = _names(
    "Thandeka, Sipho, Nomvula, Tatenda, Rudo, Kagiso, Lindiwe, Chipo, Njoki, Wanjirũ",
    "Dlamini, Moyo, Ndlovu-Khumalo, Chikwanha, Mokoena, Mũthoni, Kamau",
)
_HINDI = _names("अनन्या, राजीव, श्रुति, विक्रम, कृष्णा, मीनाक्षी", "शर्मा, द्विवेदी, चौधरी, त्रिपाठी")
_SOUTH_ASIAN = _names(
    "Ananya, Rajīv, Nusrat, Tahmīd, Dilrukshi, Sangeeta, Bishnu, Farzana, Aishath, Imtiaz",
    "Śarmā, Chowdhury, Wickramasinghe, Thapa Magar, Qureshi, Rahman, Didi, Perera, Gurung",
)
_TAMIL = _names("கவிதா, முருகன், செல்வி", "சுப்பிரமணியன், நடராஜன், இளங்கோ")
_CHINESE = _names("思远, 晓梅, 志强, 雨桐, 明哲, 佳怡, 浩然", "王, 陈, 欧阳, 李, 郑, 司马", "{family}{given}")
_CHINESE_IN_LATIN = _names(
    "Xiǎoméi, Jiāyí, Lǜyáng, Wei, Sīyuǎn", "Lǚ, Ng, Wú, Ouyang, Li", "{family} {given}"
)
_JAPANESE = _names("美咲, 健太, 陽子, 翔, さくら", "佐藤, 渡邉, 髙橋, 小野寺", "{family} {given}")
_KOREAN = _names("민서, 지훈, 서연, 하늘, 도윤", "김, 이, 남궁, 박", "{family}{given}")
_VIETNAMESE = _names(
    "Thị Hồng, Văn Đức, Quỳnh Như, Minh Triết, Ánh Nguyệt", "Nguyễn, Trần, Đặng, Phạm, Lê", "{family} {given}"
)
_THAI = _names("สมชาย, พิมพ์ชนก, ณัฐวุฒิ, กมลวรรณ", "ศรีสุวรรณ, วงศ์ใหญ่, แก้วมณี")
_KHMER = _names("សុភា, ដារ៉ា, ចន្ធូ", "សុខ, ម៉ៅ, ហេង", "{family} {given}")
_ONE_NAME = _names(
    "Wulandari, Budiono, Suharti, Prasetyo, Kartini, Setiawan, Ngatimin, Rahayu, Sukarsih, Wibisana"
)
_BURMESE = _names("အောင်အောင်, သန္တာ, မြတ်နိုး, ဇော်ဝင်း")
_PACIFIC = _names(
    "Tēvita, Leilani, Sione, ʻAna, Pita, Losa, Mānoa, Sela",
    "Faleafa, Tuʻipulotu, Kaumaitotoya, Nā, Havea, Taumoepeau",
)
_CARIBBEAN = _names(
    "Shanique, Delroy, Marie-Ange, Wilner, Keisha, Jean-Robert, Althea, Winston",
    "Baptiste, St. Clair, Pierre-Louis, Braithwaite, Désir, McKenzie, Toussaint",
)

# The missions that come, in the order in which places are given out, and what their people's names are made of.
MISSIONS: dict[str, Names] = {
    "CL": _SPANISH, "FR": _FRENCH, "KE": _SOUTHERN_AFRICAN, "NO": _NORDIC, "ID": _ONE_NAME, "CA": _FRENCH,
    "GH": _WEST_AFRICAN, "UA": _CYRILLIC, "MX": _SPANISH, "JP": _JAPANESE, "BE": _DUTCH, "FJ": _PACIFIC,
    "TG": _WEST_AFRICAN, "PT": _PORTUGUESE, "LB": _ARABIC, "CH": _GERMAN, "VN": _VIETNAMESE, "UY": _SPANISH,
    "SN": _WEST_AFRICAN, "DE": _GERMAN, "GE": _GEORGIAN, "AU": _ENGLISH, "TN": _ARABIC_IN_LATIN, "PL": _POLISH,
    "IN": _HINDI, "CR": _SPANISH, "ZA": _SOUTHERN_AFRICAN, "IE": _ENGLISH, "CN": _CHINESE, "BR": _PORTUGUESE,
    "ET": _AMHARIC, "SE": _NORDIC, "TH": _THAI, "PY": _SPANISH, "RW": _CENTRAL_AFRICAN, "CZ": _CENTRAL,
    "KR": _KOREAN, "NL": _DUTCH, "MA": _ARABIC, "GB": _ENGLISH, "LT": _CENTRAL, "MV": _SOUTH_ASIAN,
    "TR": _TURKISH, "AR": _SPANISH, "CI": _WEST_AFRICAN, "AT": _GERMAN, "SG": _CHINESE_IN_LATIN, "IS": _ICELANDIC,
    "BD": _SOUTH_ASIAN, "IT": _ITALIAN, "HT": _CARIBBEAN, "AM": _ARMENIAN, "LK": _TAMIL, "GR": _GREEK,
    "SO": _SOMALI, "KH": _KHMER, "US": _ENGLISH, "RS": _CYRILLIC, "IR": _PERSIAN, "JM": _CARIBBEAN,
    "MM": _BURMESE, "VA": _ITALIAN, "PS": _ARABIC, "EU": _CENTRAL,
}  # fmt: skip
CLAIMED = "CM"
_CLAIMED_NAMES = _CENTRAL_AFRICAN
# Which of our languages a mission is written to in; English to all others.
FRENCH_SPEAKING = frozenset(
    {"FR", "CA", "BE", "TG", "LB", "CH", "SN", "TN", "RW", "MA", "CI", "HT", "VA", "CM"}
)
SPANISH_SPEAKING = frozenset({"CL", "MX", "UY", "CR", "PY", "AR"})


def shares(people: int) -> dict[str, int]:
    """How many of `people` each mission sends; missions that would send nobody are left out."""
    count = len(MISSIONS)
    counts = {code: people // count + (place < people % count) for place, code in enumerate(MISSIONS)}
    return {code: share for code, share in counts.items() if share}


def delegates(mission: str, count: int) -> list[str]:
    """The names of a mission's first `count` delegates. Missions that share names begin at different places."""
    names = MISSIONS.get(mission, _CLAIMED_NAMES)
    known = list(names.people())
    start = (
        5 * [code for code, shared in MISSIONS.items() if shared is names].index(mission)
        if mission in MISSIONS
        else 0
    )
    return list(islice(_around(known, start), count))


def _around(known: list[str], start: int) -> Iterator[str]:
    """From `start` on, again and again: two people may well have one name."""
    place = start
    while True:
        yield known[place % len(known)]
        place += 1


def language(mission: str) -> str:
    if mission in FRENCH_SPEAKING:
        return "fr"
    return "es" if mission in SPANISH_SPEAKING else "en"


def address(mission: str) -> str:
    """An address that belongs to nobody: example.org is kept free for that."""
    return f"focal.point.{mission.lower()}@example.org"
