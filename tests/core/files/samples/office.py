"""Office documents with everything that their programs write into them, and some that are made to do harm."""

import io
import zipfile
from collections.abc import Mapping

from tests.core.files.samples.marks import AUTHOR, DEVICE, HIDDEN, PLACE, PROGRAM
from tests.core.files.samples.pictures import jpeg, png


def zipped(parts: Mapping[str, bytes | str], first: str | None = None) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as package:
        package.comment = AUTHOR.encode()
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            package.writestr(name, content, compress_type=how)
    return body.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_BY = f'w:id="1" w:author="{AUTHOR}" w:date="2023-08-28T08:00:00Z"'

_DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!-- {HIDDEN} -->
<w:document xmlns:w="{W}" xmlns:r="{_R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
 xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14">
<w:body><w:p w14:paraId="0A1B2C3D" w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD">
<w:pPr><w:rPr><w:ins {_BY}/><w:rPrChange {_BY}><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr></w:pPr>
<w:commentRangeStart w:id="1"/><w:r w:rsidRPr="00AB12CD"><w:t xml:space="preserve">The visible text </w:t></w:r>
<w:ins {_BY}><w:r><w:t>of the statement.</w:t></w:r></w:ins>
<w:del {_BY}><w:r><w:delText>{HIDDEN}</w:delText></w:r></w:del>
<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>
<w:hyperlink r:id="rId5"><w:r><w:t> A link.</w:t></w:r></w:hyperlink>
<w:hyperlink r:id="rId6"><w:r><w:t> A file.</w:t></w:r></w:hyperlink>
<w:r><w:object><o:OLEObject Type="Embed" r:id="rId7"/></w:object></w:r>
<w:r><w:drawing><wp:inline><wp:docPr id="1" name="{AUTHOR}.jpg" descr="C:/Users/{AUTHOR}/{DEVICE}.jpg"/>
<a:graphic><a:graphicData uri="picture"><pic:pic><pic:blipFill><a:blip r:embed="rId4"/></pic:blipFill></pic:pic>
</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>
</w:p></w:body></w:document>"""

_SETTINGS = f"""<w:settings xmlns:w="{W}" xmlns:r="{_R}" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">
<w:zoom w:percent="100"/><w:attachedTemplate r:id="rId1"/><w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>
<w:docVars><w:docVar w:name="x" w:val="{HIDDEN}"/></w:docVars>
<w15:docId w15:val="{{{PLACE}}}"/></w:settings>"""


def _relations(*relations: str) -> str:
    """Each "id word target", the target outside the package where it holds a colon."""
    lines = (each.split(" ", 2) for each in relations)
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="{id}" Type="{_R}/{word}" Target="{target}"'
            + (' TargetMode="External"/>' if ":" in target else "/>")
            for id, word, target in lines
        )
        + "</Relationships>"
    )


def types(main: str = f"{_WORD_TYPE}.document.main+xml", **more: str) -> str:
    overrides = {
        "word/document.xml": main,
        "word/settings.xml": f"{_WORD_TYPE}.settings+xml",
        "word/comments.xml": f"{_WORD_TYPE}.comments+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="jpeg" ContentType="image/jpeg"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
        + "</Types>"
    )


def docx_parts() -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": types(),
        "_rels/.rels": _relations(
            "rId1 officeDocument word/document.xml",
            "rId2 metadata/core-properties docProps/core.xml",
            "rId3 extended-properties docProps/app.xml",
            "rId4 metadata/thumbnail docProps/thumbnail.jpeg",
        ),
        "docProps/core.xml": f"<x><creator>{AUTHOR}</creator></x>",
        "docProps/app.xml": f"<x><Application>{PROGRAM}</Application><Company>{PLACE}</Company></x>",
        "docProps/thumbnail.jpeg": jpeg(),
        "word/document.xml": _DOCUMENT,
        "word/_rels/document.xml.rels": _relations(
            "rId1 settings settings.xml",
            "rId2 comments comments.xml",
            "rId3 people people.xml",
            "rId4 image media/image1.jpeg",
            "rId5 hyperlink https://example.org/",
            f"rId6 hyperlink file:///C:/Users/{AUTHOR}/list.docx",
            "rId7 oleObject embeddings/oleObject1.bin",
            "rId8 customXml ../customXml/item1.xml",
        ),
        "word/settings.xml": _SETTINGS,
        "word/_rels/settings.xml.rels": _relations(f"rId1 attachedTemplate file:///C:/{AUTHOR}.dotm"),
        "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment {_BY}>{HIDDEN}</w:comment></w:comments>',
        "word/people.xml": f'<x author="{AUTHOR}"/>',
        "word/media/image1.jpeg": jpeg(),
        "word/embeddings/oleObject1.bin": HIDDEN.encode(),
        "customXml/item1.xml": f"<x>{DEVICE} {PLACE}</x>",
    }


def docx() -> bytes:
    return zipped(docx_parts())


def docm() -> bytes:
    main = "application/vnd.ms-word.document.macroEnabled.main+xml"
    return zipped(docx_parts() | {"[Content_Types].xml": types(main), "word/vbaProject.bin": b"x"})


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    [
        f'xmlns:{name}="{_ODF}{name}:1.0"'
        for name in ("office", "text", "meta", "draw", "config", "script", "style")
    ]
    + ['xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:xlink="http://www.w3.org/1999/xlink"']
    + ['xmlns:officeooo="http://openoffice.org/2009/office"']
)
_WRITTEN = f"<dc:creator>{AUTHOR}</dc:creator><dc:date>2023-08-28T08:00:00</dc:date>"
_CONTENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {_SPACES} office:version="1.3">
<office:scripts><script:event-listener xlink:href="vnd.sun.star.script:{HIDDEN}"/></office:scripts>
<office:automatic-styles><style:style style:name="P1"><style:text-properties officeooo:rsid="0012ab34"/></style:style>
</office:automatic-styles>
<office:body><office:text><text:tracked-changes><text:changed-region><text:deletion>
<office:change-info>{_WRITTEN}</office:change-info><text:p>{HIDDEN}</text:p></text:deletion></text:changed-region>
</text:tracked-changes>
<text:p>The visible text <text:change text:change-id="1"/><text:change-start text:change-id="2"/>of the statement.
<text:change-end text:change-id="2"/><office:annotation>{_WRITTEN}<text:p>{HIDDEN}</text:p></office:annotation>
<text:a xlink:href="https://example.org/">A link.</text:a>
<text:a xlink:href="file:///C:/{AUTHOR}/list.odt">A file.</text:a>
<draw:frame><draw:image xlink:href="Pictures/1.jpg"/></draw:frame></text:p></office:text></office:body>
</office:document-content>"""


def odt_parts() -> dict[str, bytes | str]:
    listed = [
        "content.xml",
        "styles.xml",
        "settings.xml",
        "meta.xml",
        "Pictures/1.jpg",
        "Thumbnails/thumbnail.png",
    ]
    entries = "".join(f'<m:file-entry m:full-path="{name}" m:media-type=""/>' for name in listed)
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": _CONTENT,
        "styles.xml": f"<office:document-styles {_SPACES}/>",
        "settings.xml": f"""<office:document-settings {_SPACES}><office:settings>
<config:config-item-set config:name="ooo:configuration-settings">
<config:config-item config:name="PrinterName">{DEVICE}</config:config-item>
<config:config-item config:name="RsidRoot">123456</config:config-item>
<config:config-item config:name="AddParaTableSpacing">true</config:config-item>
</config:config-item-set></office:settings></office:document-settings>""",
        "meta.xml": f"<office:document-meta {_SPACES}>{_WRITTEN}{PROGRAM}</office:document-meta>",
        "Pictures/1.jpg": jpeg(),
        "Thumbnails/thumbnail.png": png(),
        "Configurations2/x.xml": f"<x>{PLACE}</x>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_ODF}manifest:1.0">{entries}</m:manifest>',
    }


def odt() -> bytes:
    return zipped(odt_parts(), first="mimetype")


def bomb(size: int = 20 * 2**20) -> bytes:
    """A Word document of a few kilobytes whose text would be `size` bytes long."""
    package = io.BytesIO(
        zipped({name: part for name, part in docx_parts().items() if name != "word/document.xml"})
    )
    with (
        zipfile.ZipFile(package, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as opened,
        opened.open("word/document.xml", "w") as part,
    ):
        part.write(_DOCUMENT.partition("<w:body>")[0].encode() + b"<w:body>")
        for _ in range(size // 2**20):
            part.write(b" " * 2**20)
    return package.getvalue()
