"""Plays kept sittings to terminals that have left and right margins, and compares every cell with the screen that was meant.

    KANBAO_TAPES=FOLDER KANBAO_WALK=2000 cargo test --test wire
    python3 tests/wire/replay.py libvterm FOLDER       # Debian: libvterm0
    xvfb-run python3 tests/wire/replay.py xterm FOLDER # Debian: xterm, xvfb

libvterm (the terminal of Neovim and of Emacs' vterm) tells glyph, colours and attributes of a cell; it is given composed
characters, as 0.1 counts the cells of a base and of its mark together. xterm is asked for the
checksum of each cell (DECRQCRA), which it is told to make of the code point alone; so only glyphs are compared there.
"""

import ctypes
import ctypes.util
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

BOLD, ITALIC, UNDERLINED, REVERSED, CROSSED_OUT = 0x1, 0x4, 0x8, 0x40, 0x100
SPACES = {" ", "\u3000", "\u00a0"}


def pictures(symbol):
    """Emoji and clusters, of which each terminal fills the cells in its own way."""
    return len(symbol) > 1 or 0x1F000 <= ord(symbol[0]) < 0x20000


class Pos(ctypes.Structure):
    _fields_ = [("row", ctypes.c_int), ("col", ctypes.c_int)]


class Cell(ctypes.Structure):
    _fields_ = [
        ("chars", ctypes.c_uint32 * 6),
        ("width", ctypes.c_char),
        ("attrs", ctypes.c_uint32),
        ("fg", ctypes.c_uint8 * 4),
        ("bg", ctypes.c_uint8 * 4),
    ]


class Libvterm:
    """libvterm 0.1 or later, through ctypes."""

    def __init__(self, width, height):
        self.lib = ctypes.CDLL(ctypes.util.find_library("vterm"))
        self.lib.vterm_new.restype = ctypes.c_void_p
        self.lib.vterm_obtain_screen.restype = ctypes.c_void_p
        self.lib.vterm_obtain_state.restype = ctypes.c_void_p
        self.term = ctypes.c_void_p(self.lib.vterm_new(height, width))
        self.lib.vterm_set_utf8(self.term, 1)
        self.screen = ctypes.c_void_p(self.lib.vterm_obtain_screen(self.term))
        self.state = ctypes.c_void_p(self.lib.vterm_obtain_state(self.term))
        self.lib.vterm_screen_enable_altscreen(self.screen, 1)
        self.lib.vterm_screen_reset(self.screen, 1)

    def feed(self, data):
        data = unicodedata.normalize("NFC", data.decode()).encode()
        self.lib.vterm_input_write(self.term, data, ctypes.c_size_t(len(data)))

    def cursor(self):
        pos = Pos()
        self.lib.vterm_state_get_cursorpos(self.state, ctypes.byref(pos))
        return [pos.col, pos.row]

    def cell(self, x, y):
        cell = Cell()
        self.lib.vterm_screen_get_cell(self.screen, Pos(y, x), ctypes.byref(cell))
        return cell

    def wrong(self, x, y, wanted, colours):
        """What is wrong with a cell, if anything is."""
        symbol, fg, bg, attrs = wanted
        cell = self.cell(x, y)
        inked = symbol not in SPACES and symbol != ""
        if colours and symbol and hue(cell.bg) != bg:
            return f"background {hue(cell.bg)}, not {bg}"
        if symbol and not pictures(symbol):
            # A cell that a wide glyph has covered is told as -1, and without colours.
            shown = "" if cell.chars[0] == 0xFFFFFFFF else chr(cell.chars[0] or 32)
            if shown != (symbol if inked else " ") and not (shown == "\u3000" and not inked):
                return f"{shown!r}, not {symbol!r}"
        if not inked or pictures(symbol):
            return None
        if colours and hue(cell.fg) != fg:
            return f"colour {hue(cell.fg)}, not {fg}"
        bits = cell.attrs
        shown = (
            BOLD * (bits & 1)
            | UNDERLINED * ((bits >> 1 & 3) > 0)
            | ITALIC * (bits >> 3 & 1)
            | REVERSED * (bits >> 5 & 1)
            | CROSSED_OUT * (bits >> 6 & 1)
        )
        known = BOLD | UNDERLINED | ITALIC | REVERSED | CROSSED_OUT
        return None if shown == attrs & known else f"attributes {shown:#x}, not {attrs & known:#x}"


def hue(raw):
    if raw[0] & 6:
        return None
    return raw[1] if raw[0] & 1 else [raw[1], raw[2], raw[3]]


class Xterm:
    """The terminal that this runs in, asked for the checksum of each cell."""

    def __init__(self, width, height):
        import tty

        self.size = (width, height)
        self.tty = os.open("/dev/tty", os.O_RDWR)
        tty.setraw(self.tty)
        self.seen = {}

    def feed(self, data):
        os.write(self.tty, data)
        width, height = self.size
        asked = [(x, y) for y in range(height) for x in range(width)]
        self.seen = {}
        for at in range(0, len(asked), 64):
            some = asked[at : at + 64]
            ask = "".join(f"\x1b[1;1;{y + 1};{x + 1};{y + 1};{x + 1}*y" for x, y in some)
            os.write(self.tty, ask.encode())
            for place, sum_ in zip(some, self.answers(len(some))):
                self.seen[place] = sum_

    def answers(self, count):
        read = b""
        while read.count(b"\x1b\\") < count:
            read += os.read(self.tty, 4096)
        return [int(sum_, 16) for sum_ in re.findall(rb"!~([0-9A-F]{4})\x1b", read)]

    def cursor(self):
        os.write(self.tty, b"\x1b[6n")
        read = b""
        while not read.endswith(b"R"):
            read += os.read(self.tty, 64)
        row, col = re.search(rb"(\d+);(\d+)R", read).groups()
        return [int(col) - 1, int(row) - 1]

    def wrong(self, x, y, wanted, colours):
        symbol = wanted[0]
        if not symbol or pictures(symbol):
            return None
        shown = self.seen[x, y]
        blank = (0, 0x20, 0x3000, 0xA0)
        same = shown in blank if symbol in SPACES else shown == ord(symbol) & 0xFFFF
        return None if same else f"{shown:#x}, not {symbol!r}"


def play(tape, judge_of):
    """Plays a tape. Says how many frames and cells there were, and what was wrong."""
    frames, cells, wrong = 0, 0, []
    with open(tape, encoding="utf-8") as lines:
        size = json.loads(next(lines))
        width = size["width"]
        judge = judge_of(width, size["height"])
        for line in lines:
            frame = json.loads(line)
            judge.feed(frame["sent"].encode())
            frames += 1
            for at, wanted in enumerate(frame["cells"]):
                cells += 1
                fault = judge.wrong(at % width, at // width, wanted, frame["colours"])
                if fault:
                    wrong.append(f"{tape} frame {frames} at {at % width},{at // width}: {fault}")
            if frame["cursor"] and judge.cursor() != frame["cursor"]:
                wrong.append(f"{tape} frame {frames}: cursor {judge.cursor()}, not {frame['cursor']}")
            if len(wrong) > 20:
                break
    return frames, cells, wrong


def in_xterm(tape):
    size = json.loads(open(tape, encoding="utf-8").readline())
    with tempfile.NamedTemporaryFile("r", suffix=".json") as told:
        command = ["xterm", "-u8", "-geometry", f"{size['width']}x{size['height']}"]
        for name, value in [("checksumExtension", 55), ("allowWindowOps", "true"), ("cjkWidth", "false")]:
            command += ["-xrm", f"XTerm*{name}: {value}"]
        command += ["-e", sys.executable, __file__, "here", tape, told.name]
        subprocess.run(command, check=True, timeout=1800)
        return json.load(told)


def main():
    how, folder = sys.argv[1:3]
    if how == "here":
        with open(sys.argv[3], "w", encoding="utf-8") as told:
            json.dump(play(folder, Xterm), told)
        return
    total_frames, total_cells, faults = 0, 0, []
    for tape in sorted(glob.glob(os.path.join(folder, "*.jsonl"))):
        frames, cells, wrong = play(tape, Libvterm) if how == "libvterm" else in_xterm(tape)
        total_frames, total_cells = total_frames + frames, total_cells + cells
        faults += wrong
    print(*faults[:40], sep="\n")
    print(f"{how}: {total_frames} frames, {total_cells} cells, {len(faults)} wrong")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
