"""XMP in AVIF: an item of its own in the meta box, which describes the primary item.

Putting it in moves the coded picture, so the table of locations is written anew; what an item holds stays as it is.
Sequences, whose tables lie in a moov box too, are refused.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gallery.errors import DisclosureError
from gallery.pictures.containers.boxes import Fields, IsoBox, box, boxes

_BRANDS = (b"avif", b"avis")
_MEDIA = b"application/rdf+xml"
_IN_FILE, _IN_IDAT = 0, 1
"""Construction methods: offsets count from the file's beginning, or in the meta box's own data."""


@dataclass(frozen=True)
class Location:
    """Where an item's bytes lie."""

    item: int
    method: int
    extents: tuple[tuple[int, int], ...]
    """Offset and length of each piece."""


@dataclass(frozen=True)
class Meta:
    """What the meta box says, as far as it matters here."""

    box: IsoBox
    children: tuple[IsoBox, ...]
    primary: int
    mime: Mapping[int, bytes]
    """Item → media type, of those that have one."""
    described: frozenset[tuple[int, int]]
    """Pairs (item, the item that it describes)."""
    long_references: bool
    iloc_version: int
    locations: tuple[Location, ...]
    highest: int
    """The highest number that an item has."""
    count: int
    """Items."""

    def child(self, kind: bytes) -> IsoBox | None:
        return next((child for child in self.children if child.kind == kind), None)

    def packets(self) -> list[int]:
        """The items that are XMP of the picture."""
        return [item for item, media in self.mime.items() if media == _MEDIA and (item, self.primary) in self.described]


def recognises(data: bytes) -> bool:
    """Whether ``data`` begins like an AVIF file: one of the brands in its first box is AVIF's."""
    if data[4:8] != b"ftyp" or len(data) < 16:
        return False
    size = min(int.from_bytes(data[:4], "big"), 1024, len(data))
    return any(data[at : at + 4] in _BRANDS for at in (8, *range(16, size - 3, 4)))


def read(data: bytes) -> bytes | None:
    """The packet, or None."""
    meta = read_meta(data, list(boxes(data, 0, len(data))))
    item = _packet(meta)
    if item is None:
        return None
    location = next((each for each in meta.locations if each.item == item), None)
    if location is None:
        raise DisclosureError("the AVIF file is damaged: its XMP lies nowhere")
    return _content(data, meta, location)


def put(data: bytes, packet: bytes) -> bytes:
    """The file with the packet after the coded picture, in the same box."""
    top = list(boxes(data, 0, len(data)))
    if any(each.kind in (b"moov", b"moof") for each in top):
        raise DisclosureError("an AVIF sequence cannot be given XMP; use a single picture")
    if top[-1].kind not in (b"meta", b"mdat") and not any(data[top[-1].start : top[-1].start + 4]):
        raise DisclosureError("the AVIF file ends in a box of open size")  # it would hold what is put after it
    meta = read_meta(data, top)
    item = _packet(meta)
    new = item is None
    if item is None:
        item = meta.highest + 1
    if max(item, meta.primary, meta.count + 1) > 0xFFFF:
        raise DisclosureError("the AVIF file has too many items")
    others = sorted((each for each in meta.locations if each.item != item), key=lambda each: each.extents[:1])
    if sum(length for each in others for _, length in each.extents) > len(data):
        raise DisclosureError("the AVIF file is damaged: its items overlap")
    content = {each.item: _content(data, meta, each) for each in others}
    content[item] = packet
    moved = [each for each in (*others, Location(item, _IN_FILE, ())) if each.method == _IN_FILE]
    holder = box(b"mdat", *(content[each.item] for each in moved))

    def laid(start: int) -> bytes:
        """The meta box when the items' bytes begin at ``start``."""
        locations = [each for each in others if each.method != _IN_FILE]
        for each in moved:
            length = len(content[each.item])
            locations.append(replace(each, extents=((start, length),) if length else ()))
            start += length
        return _meta(data, meta, sorted(locations, key=lambda each: each.item), item if new else None)

    pieces: list[bytes] = []
    for each in top:
        if each is meta.box:
            pieces.append(laid(0))
        elif each.kind != b"mdat":
            pieces.append(data[each.start : each.end])
    place = [each for each in top if each.kind != b"mdat"].index(meta.box)
    pieces[place] = laid(sum(map(len, pieces)) + 8)  # as long as with any other offsets
    return b"".join((*pieces, holder))


def read_meta(data: bytes, top: Sequence[IsoBox]) -> Meta:
    """The meta box among the file's boxes ``top``, understood."""
    found = [each for each in top if each.kind == b"meta"]
    if len(found) != 1:
        raise DisclosureError(f"the AVIF file has {len(found)} meta boxes, where one is needed")
    fields = Fields(data, found[0].body, found[0].end)
    fields.raw(4)
    children = tuple(boxes(data, fields.at, found[0].end))
    by_kind = {child.kind: child for child in children}
    for kind in (b"pitm", b"iinf", b"iloc"):
        if kind not in by_kind:
            raise DisclosureError(f"the AVIF file is damaged: it has no {kind.decode()} box")
    version, pitm = _full(data, by_kind[b"pitm"])
    items, mime = _items(data, by_kind[b"iinf"])
    iloc_version, locations = _locations(data, by_kind[b"iloc"])
    long_references, described = _references(data, by_kind.get(b"iref"))
    if len(set(items)) != len(items) or len({each.item for each in locations}) != len(locations):
        raise DisclosureError("the AVIF file is damaged: two items have the same number")
    return Meta(
        box=found[0],
        children=children,
        primary=pitm.number(4 if version else 2),
        mime=mime,
        described=described,
        long_references=long_references,
        iloc_version=iloc_version,
        locations=locations,
        highest=max((0, *items, *(each.item for each in locations))),
        count=len(items),
    )


def _packet(meta: Meta) -> int | None:
    found = meta.packets()
    if len(found) > 1:
        raise DisclosureError("the AVIF file has two XMP packets, and readers differ in which they show")
    return found[0] if found else None


def _full(data: bytes, full: IsoBox) -> tuple[int, Fields]:
    """The version of a full box, and its fields after version and flags."""
    fields = Fields(data, full.body, full.end)
    return fields.number(4) >> 24, fields


def _items(data: bytes, iinf: IsoBox) -> tuple[list[int], dict[int, bytes]]:
    """Every item, and the media type of those that have one (ISO/IEC 14496-12, 8.11.6)."""
    version, fields = _full(data, iinf)
    count = fields.number(4 if version else 2)
    items, mime = [], {}
    for entry in boxes(data, fields.at, iinf.end):
        version, about = _full(data, entry)
        item = about.number(4 if version == 3 else 2)
        items.append(item)
        about.raw(2)
        if version >= 2 and about.raw(4) == b"mime":
            about.text()
            mime[item] = about.text()
    if len(items) != count:
        raise DisclosureError(f"the AVIF file is damaged: it has {len(items)} items and says {count}")
    return items, mime


def _locations(data: bytes, iloc: IsoBox) -> tuple[int, tuple[Location, ...]]:
    """The version of the table, and where each item lies (ISO/IEC 14496-12, 8.11.3)."""
    version, fields = _full(data, iloc)
    sizes = fields.number(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if version > 2 or length == 0 or (version and index):
        raise DisclosureError("the AVIF file says where its items lie in a way that is not known here")
    locations = []
    for _ in range(fields.number(4 if version == 2 else 2)):
        item = fields.number(4 if version == 2 else 2)
        method = fields.number(2) & 15 if version else 0
        if fields.number(2):
            raise DisclosureError("the AVIF file has items that lie in another file")
        start = fields.number(base)
        extents = tuple((start + fields.number(offset), fields.number(length)) for _ in range(fields.number(2)))
        locations.append(Location(item, method, extents))
    return version, tuple(locations)


def _references(data: bytes, iref: IsoBox | None) -> tuple[bool, frozenset[tuple[int, int]]]:
    """Whether items have four bytes in references, and which describes which (ISO/IEC 14496-12, 8.11.12)."""
    if iref is None:
        return False, frozenset()
    version, fields = _full(data, iref)
    size = 4 if version else 2
    pairs: set[tuple[int, int]] = set()
    for reference in boxes(data, fields.at, iref.end):
        if reference.kind == b"cdsc":
            about = Fields(data, reference.body, reference.end)
            item = about.number(size)
            pairs.update((item, about.number(size)) for _ in range(about.number(2)))
    return bool(version), frozenset(pairs)


def _content(data: bytes, meta: Meta, location: Location) -> bytes:
    """The item's bytes."""
    start, end = 0, len(data)
    if location.method == _IN_IDAT:
        idat = meta.child(b"idat")
        start, end = (idat.body, idat.end) if idat else (0, 0)
    elif location.method != _IN_FILE:
        raise DisclosureError("the AVIF file has items that lie inside others, in a way that is not known here")
    if any(not length or start + offset + length > end for offset, length in location.extents):
        raise DisclosureError("the AVIF file is damaged: an item lies outside it")
    if sum(length for _, length in location.extents) > len(data):
        raise DisclosureError("the AVIF file is damaged: an item is larger than the file")
    return b"".join(data[start + offset : start + offset + length] for offset, length in location.extents)


def _meta(data: bytes, meta: Meta, locations: Sequence[Location], new: int | None) -> bytes:
    """The meta box with these locations and, if ``new`` is given, an entry for that item of XMP."""
    pieces = [data[meta.box.body : meta.box.body + 4]]
    for child in meta.children:
        content = data[child.body : child.end]
        if child.kind == b"iloc":
            pieces.append(_iloc(meta.iloc_version, locations))
        elif child.kind == b"iinf" and new is not None:
            wide = 4 if content[0] else 2
            count = int.from_bytes(content[4 : 4 + wide], "big") + 1
            entry = box(b"infe", struct.pack(">IHH4s", 2 << 24, new, 0, b"mime"), b"\0", _MEDIA, b"\0")
            pieces.append(box(b"iinf", content[:4], count.to_bytes(wide, "big"), content[4 + wide :], entry))
        elif child.kind == b"iref" and new is not None:
            pieces.append(box(b"iref", content, _describes(meta, new)))
        else:
            pieces.append(data[child.start : child.end])
    if new is not None and meta.child(b"iref") is None:
        pieces.append(box(b"iref", b"\0\0\0\0", _describes(meta, new)))
    return box(b"meta", *pieces)


def _describes(meta: Meta, item: int) -> bytes:
    return box(b"cdsc", struct.pack(">IHI" if meta.long_references else ">HHH", item, 1, meta.primary))


def _iloc(version: int, locations: Sequence[Location]) -> bytes:
    """The table of locations, with offsets and lengths of four bytes."""
    short = version < 2
    pieces = [struct.pack(">IH", version << 24, 0x4400), struct.pack(">H" if short else ">I", len(locations))]
    for each in locations:
        pieces.append(struct.pack(">H" if short else ">I", each.item))
        if version:
            pieces.append(struct.pack(">H", each.method))
        pieces.append(struct.pack(">HH", 0, len(each.extents)))
        pieces += [struct.pack(">II", *extent) for extent in each.extents]
    return box(b"iloc", *pieces)
