"""Reads the QR code of a pass by hand, as ISO/IEC 18004 has it."""

QUIET = 4
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MASKS = {
    0: lambda x, y: (y + x) % 2,
    1: lambda x, y: y % 2,
    2: lambda x, y: x % 3,
    3: lambda x, y: (y + x) % 3,
    4: lambda x, y: (y // 2 + x // 3) % 2,
    5: lambda x, y: y * x % 2 + y * x % 3,
    6: lambda x, y: (y * x % 2 + y * x % 3) % 2,
    7: lambda x, y: ((y + x) % 2 + y * x % 3) % 2,
}


def framed(module: list[list[bool]]) -> list[list[bool]]:
    inner = range(QUIET, 33 - QUIET)
    outside = [module[y][x] for y in range(33) for x in range(33) if y not in inner or x not in inner]
    assert not any(outside)
    return [[module[y][x] for x in inner] for y in inner]


def read(module: list[list[bool]]) -> tuple[str, str, str]:
    """(error correction, mode, text), by ISO/IEC 18004: format information, mask, the one block of a version 2."""
    assert (len(module), [row[6] for row in module][8:17]) == (25, [True, False] * 4 + [True])
    kind = [module[8][x] for x in range(5)]
    told = int("".join("01"[bit] for bit in kind), 2) ^ 0b10101
    level, mask = {0b00: "M", 0b01: "L", 0b10: "H", 0b11: "Q"}[told >> 3], MASKS[told & 7]
    bits = "".join("01"[module[y][x] ^ (not mask(x, y))] for x, y in path())
    mode = {"0001": "numeric", "0010": "alphanumeric", "0100": "bytes"}[bits[:4]]
    count, at, text = int(bits[4:13], 2), 13, ""
    for _ in range(count // 2):
        pair = int(bits[at : at + 11], 2)
        text, at = text + LETTERS[pair // 45] + LETTERS[pair % 45], at + 11
    # After the letters: the terminator, then what the standard pads the 28 bytes of data with.
    rest = bits[at : 28 * 8]
    end = rest[: 4 + (-(at + 4)) % 8]
    assert int(end, 2) == 0
    assert rest[len(end) :] == ("1110110000010001" * 14)[: len(rest) - len(end)]
    return level, mode, text


def path():
    """The modules that hold data, in their order: two columns at a time, up and down, from the right."""
    up = True
    for right in (*range(24, 6, -2), *range(5, 0, -2)):
        for y in range(24, -1, -1) if up else range(25):
            for x in (right, right - 1):
                if not belongs_to_frame(x, y):
                    yield x, y
        up = not up


def belongs_to_frame(x: int, y: int) -> bool:
    corner = (x <= 8 and y <= 8) or (x >= 17 and y <= 8) or (x <= 8 and y >= 17)
    return corner or x == 6 or y == 6 or (16 <= x <= 20 and 16 <= y <= 20)
