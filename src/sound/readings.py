#!/usr/bin/env python3
"""Rebuilds readings.tsv: readings.py Unihan_Readings.txt jyut6ping3.chars.dict.yaml variants.tsv > readings.tsv

Each line holds the readings in pinyin, those in jyutping (both without tones, ü as v) and the characters that have just those.
"""
import re
import sys
import unicodedata
from collections import defaultdict

MANDARIN = ("kMandarin", "kHanyuPinlu", "kTGHZ2013", "kXHC1983")


def toneless(pinyin):
    plain = []
    for c in unicodedata.normalize("NFD", pinyin):
        if c == "\u0308":
            plain[-1] = "v"
        elif not unicodedata.combining(c):
            plain.append(c)
    return "".join(plain)


def main(unihan, rime, variants):
    pinyin, jyutping, spare = defaultdict(list), defaultdict(list), {}
    for line in open(unihan, encoding="utf-8"):
        if line.startswith("U+"):
            code, key, value = line.rstrip("\n").split("\t")
            char = chr(int(code[2:], 16))
            if key in MANDARIN:
                value = re.sub(r"\(\d+\)|[\d.,*]+:", " ", value).replace(",", " ")
                pinyin[char] += [toneless(p) for p in value.split()]
            elif key == "kCantonese":
                spare[char] = [j.rstrip("123456") for j in value.split()]
    for line in open(rime, encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        # 0 %: readings of old books.
        if len(cells) > 1 and len(cells[0]) == 1 and cells[2:] != ["0%"]:
            jyutping[cells[0]].append(cells[1].rstrip("123456"))
    # A simplified character is read as those that it stands for.
    heads = dict(l.rstrip("\n").split("\t") for l in open(variants, encoding="utf-8") if not l.startswith("#"))
    family = defaultdict(list)
    for char in list(jyutping):
        family[heads.get(char, char)] += jyutping[char]
    for char in set(pinyin) | set(spare):
        if char not in jyutping:
            jyutping[char] = spare.get(char, []) + (family[char] if char in family else [])
    lines = defaultdict(list)
    for char in sorted(set(pinyin) | set(jyutping)):
        readings = (" ".join(sorted(set(pinyin[char]))), " ".join(sorted(set(jyutping[char]))))
        if unicodedata.category(char) == "Lo" and any(readings):
            lines[readings].append(char)
    print("# Readings of Han characters: pinyin, jyutping, the characters. Made by readings.py: do not edit.")
    print("# Pinyin from Unicode 15.0, Unihan: kMandarin, kHanyuPinlu, kTGHZ2013, kXHC1983 (Unicode licence).")
    print("# Jyutping from rime-cantonese 2025.12.24, jyut6ping3.chars (https://github.com/rime/rime-cantonese,")
    print("# Creative Commons Attribution 4.0, by CanCLID; tones and rare readings left out), else Unihan's kCantonese.")
    for (mandarin, cantonese), chars in sorted(lines.items()):
        print(f"{mandarin}\t{cantonese}\t{''.join(chars)}")


main(*sys.argv[1:])
