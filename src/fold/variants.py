#!/usr/bin/env python3
"""Rebuilds variants.tsv from OpenCC's dictionaries: variants.py FOLDER > variants.tsv

FOLDER holds the dictionaries as text (`opencc_dict -f ocd2 -t text` makes them of the .ocd2 files that the
Python package opencc ships): TSCharacters.txt, HKVariants.txt, TWVariants.txt, JPShinjitaiCharacters.txt.
"""
import sys
import unicodedata
from collections import defaultdict

# Characters that Japan reduced to one that is another, common word in Chinese: merging them would drown it.
NOT_JAPANESE = set("欠缶予連沪弁")
# What OpenCC lacks: Hong Kong's place names and surnames, older print, Japanese family names.
BY_HAND = ("栢柏 邨村 濶闊 嶋島 嶌島 﨑崎 辯弁 眞真 靑青 淸清 敎教 鎭鎮 愼慎 顚顛 柵栅 髙高 桒桑 𠮷吉 濵濱 邉邊 "
           "冨富 舘館 曻昇 逹達 亰京 裵裴 峩峨 衞衛 羣群 豔艷 咏詠 踪蹤 箇個 衖弄 絛縧 劵券 寳寶 寃冤 敍敘 鼔鼓 飱飧 盌碗 牀床 塲場 畧略 羗羌 甎磚 鉄鐵 讐讎 躭耽 疉疊 恠怪 凴憑 勛勳")


def pairs(path, only=None):
    for line in open(path, encoding="utf-8"):
        char, others = line.rstrip("\n").split("\t")
        others = others.split(" ")
        if len(char) == 1:
            yield char, others


def main(folder):
    parent = {}

    def find(char):
        while parent.get(char, char) != char:
            char = parent[char]
        return char

    def join(a, b):
        a, b = (unicodedata.normalize("NFKC", c) for c in (a, b))
        if len(a) == len(b) == 1 and find(a) != find(b):
            parent[find(a)] = find(b)

    simplified = set()
    for char, others in pairs(folder + "/TSCharacters.txt"):
        # A character that keeps itself before a simplified form of another plane: the form is rare, but its own.
        new = others[0] if others[0] != char else others[1] if ord(others[1][0]) > 0xFFFF else None
        if new and len(new) == 1:
            simplified.add(new)
            join(char, new)
    for name in ("HKVariants", "TWVariants"):
        for char, others in pairs(f"{folder}/{name}.txt"):
            if others[0] != char and len(others[0]) == 1:
                join(char, others[0])
    for char, others in pairs(folder + "/JPShinjitaiCharacters.txt"):
        old = next((o for o in others if o != char and len(o) == 1), None)
        if old and char not in NOT_JAPANESE:
            join(char, old)
    for a, b in BY_HAND.split(" "):
        join(a, b)

    classes = defaultdict(set)
    for char in set(parent) | set(parent.values()):
        classes[find(char)].add(char)
    lines = []
    for members in classes.values():
        head = min(members, key=lambda c: (ord(c) > 0xFFFF, c not in simplified, ord(c)))
        lines += [(c, head) for c in members if c != head]
        if len(members) > 7:
            print("".join(sorted(members)), file=sys.stderr)
    print("# Characters that are one word in another place's spelling, and the form that stands for all of them.")
    print("# From OpenCC 1.4.2 (https://github.com/BYVoid/OpenCC, Apache License 2.0): TSCharacters, HKVariants, TWVariants,")
    print("# JPShinjitaiCharacters; with the additions by hand that variants.py lists. Made by variants.py: do not edit.")
    for char, head in sorted(lines):
        print(f"{char}\t{head}")


main(sys.argv[1])
