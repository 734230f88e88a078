"""An office package whose parts are replaced, added or dropped one by one.

Parts that nobody touches go over as they are, under their own names. The package is one that
`reading.guard` has admitted; what is odd beyond that raises `UnpatchableError`.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from perfeval_batch import office_package

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_NO_RELATIONS = f'<Relationships xmlns="{RELATIONS}"/>'.encode()
_TYPES = "[Content_Types].xml"
_DIGITS = 10


_DAMAGED = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError)


etree.register_namespace("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
"""As openpyxl does: the same bytes, whether it has been imported in this process or not."""


class UnpatchableError(Exception):
    """The package cannot be patched without risk to what it holds."""


def parse(content: bytes) -> etree._Element:
    """Parse a part; nothing is fetched, no entity is resolved.

    Raises:
        UnpatchableError: it is no XML, or declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UnpatchableError(str(problem)) from problem
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs are too wide
        raise UnpatchableError("DOCTYPE")
    return root


def serialise(root: etree._Element) -> bytes:
    """The bytes of a part as office programs write them."""
    return etree.tostring(
        root.getroottree(),
        xml_declaration=True,
        encoding="UTF-8",
        standalone=True,
    )


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and instructions."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def whole(text: str | None) -> int:
    """A small whole number that an attribute states; 0 for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < _DIGITS else 0


def discard(element: etree._Element, attribute: str) -> None:
    """Take an attribute away, if it is there."""
    if attribute in element.attrib:
        del element.attrib[attribute]


class Relations:
    """The relationships of one part: what it refers to by which id."""

    def __init__(self, owner: str, content: bytes | None) -> None:
        self.owner = owner
        self.root = parse(_NO_RELATIONS if content is None else content)

    def all(self) -> Iterator[tuple[str, str, str]]:
        """Each relationship within the package: id, kind (last word of its type), part."""
        folder = posixpath.dirname(self.owner)
        for each in self.root:
            target = each.get("Target", "")
            if local(each) == "Relationship" and each.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                yield each.get("Id", ""), each.get("Type", "").rpartition("/")[2], part

    def first(self, kind: str) -> str | None:
        """The first part referred to as `kind`."""
        return next((part for _, one, part in self.all() if one == kind), None)

    def part(self, identifier: str) -> str | None:
        """The part that an id stands for."""
        return next((part for one, _, part in self.all() if one == identifier), None)

    def add(self, kind: str, part: str) -> str:
        """Refer to `part`; `kind` is the whole type. Gives the id."""
        taken = {each.get("Id") for each in self.root}
        identifier = next(name for name in _names("rId{}", len(taken) + 1) if name not in taken)
        target = posixpath.relpath(f"/{part}", posixpath.join("/", posixpath.dirname(self.owner)))
        self.root.append(
            etree.Element(
                f"{{{RELATIONS}}}Relationship",
                {"Id": identifier, "Type": kind, "Target": target},
            ),
        )
        return identifier


def _names(pattern: str, start: int = 1) -> Iterator[str]:
    number = start
    while True:
        yield pattern.format(number)
        number += 1


class Parts:
    """The parts of a package, in its order; names are told apart as Windows does."""

    def __init__(self, package: bytes) -> None:
        """Read the directory.

        Raises:
            UnpatchableError: it is no zip package, or one without content types.
        """
        try:
            self._parts = office_package.unpack(package)
        except _DAMAGED as problem:
            raise UnpatchableError(str(problem)) from problem
        self._names = {_key(name): name for name in self._parts}
        if len(self._names) != len(self._parts) or _key(_TYPES) not in self._names:
            raise UnpatchableError(_TYPES)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._names

    def read(self, name: str) -> bytes:
        """The content of a part.

        Raises:
            UnpatchableError: there is no such part.
        """
        try:
            return self._parts[self._names[_key(name)]]
        except KeyError as problem:
            raise UnpatchableError(name) from problem

    def names(self, ending: str) -> list[str]:
        """The parts whose name ends so."""
        return [name for key, name in self._names.items() if key.endswith(ending)]

    def referred(self) -> set[str]:
        """Every part that a part of the package refers to."""
        owners = (_owner(name) for name in self.names(".rels"))
        return {part for owner in owners for _, _, part in self.relations(owner).all()}

    def write(self, name: str, content: bytes) -> None:
        """Replace a part, keeping its name and its position, or add it at the end."""
        self._parts[self._names.setdefault(_key(name), name)] = content

    def drop(self, name: str) -> None:
        """Leave a part out, its own relationships and its content type too."""
        types = parse(self.read(_TYPES))
        for each in types:
            if local(each) == "Override" and _key(each.get("PartName", "")) == _key(name):
                types.remove(each)
        self.write(_TYPES, serialise(types))
        for gone in (name, relations_of(name)):
            self._parts.pop(self._names.pop(_key(gone), ""), None)

    def relations(self, owner: str) -> Relations:
        """The relationships of a part; of the package itself for an empty name."""
        name = relations_of(owner)
        return Relations(owner, self.read(name) if name in self else None)

    def keep(self, relations: Relations) -> None:
        """Write relationships back."""
        self.write(relations_of(relations.owner), serialise(relations.root))

    def free(self, pattern: str) -> str:
        """The first name of `pattern` (with `{}` for a number) that no part has."""
        return next(name for name in _names(pattern) if name not in self)

    def declare(self, name: str, content_type: str) -> None:
        """State the content type of a part added."""
        types = parse(self.read(_TYPES))
        etree.SubElement(
            types,
            f"{{{CONTENT_TYPES}}}Override",
            {"PartName": f"/{name}", "ContentType": content_type},
        )
        self.write(_TYPES, serialise(types))

    def declare_extension(self, extension: str, content_type: str) -> None:
        """State the content type of all parts of an extension, where that is not done yet."""
        types = parse(self.read(_TYPES))
        if any(each.get("Extension", "").lower() == extension for each in types):
            return
        entry = {"Extension": extension, "ContentType": content_type}
        types.insert(0, etree.Element(f"{{{CONTENT_TYPES}}}Default", entry))
        self.write(_TYPES, serialise(types))

    def pack(self) -> bytes:
        """The package."""
        return office_package.pack(self._parts)


def relations_of(name: str) -> str:
    """The part that holds the relationships of `name`."""
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _owner(relations: str) -> str:
    """The part whose relationships stand in `relations`."""
    folder, base = posixpath.split(relations.replace("\\", "/"))
    return posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))


def _key(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").lstrip("/").lower()
