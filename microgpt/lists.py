"""Lists: documents that have a name. What is in each, and where that is from (see data/README.md)."""

from __future__ import annotations

from typing import NamedTuple

MAKEMORE_URL = "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt"
MAKEMORE_SHA256 = "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d"
MAKEMORE_BYTES = 228_145


class List(NamedTuple):
    """A list of documents that has a name: what is in it, and where that is from."""

    file: str
    what: str
    source: str


# those that come with the package
BUILT_IN = {
    "census": List(
        "census_names.txt",
        "5,163 first names of the 1990 US census",
        "From the lists of frequent first names that the US Census Bureau published, which are in the public domain.",
    ),
    "elements": List(
        "elements.txt",
        "118 chemical elements",
        "Their English names as IUPAC fixed them: aluminium, caesium, sulfur.",
    ),
    "capitals": List(
        "capitals.txt",
        "195 capitals and seats of government",
        "Compiled for this page, as they are written in English, with the accents and apostrophes of their own "
        "spelling; where one is disputed it takes no side.",
    ),
    "dinosaurs": List(
        "dinosaurs.txt",
        "200 genera of dinosaurs, some with more letters than the default block holds",
        "Compiled for this page from what is commonly known; some of them are doubted or merged by now.",
    ),
    "gods": List(
        "gods.txt",
        "160 gods and heroes of Greek myth, in Greek",
        "Compiled for this page, in today's spelling with one accent.",
    ),
    "modules": List(
        "modules.txt",
        "192 modules of Python's standard library",
        "From sys.stdlib_module_names of CPython 3.13, without those that begin with an underscore.",
    ),
    "places": List(
        "places.txt",
        "234 places in Japan, in hiragana",
        "Compiled for this page: prefectures, cities and towns; most letters are a syllable each.",
    ),
}
# what `makemore` means: downloaded when it is asked for, as it belongs to its author
PUBLISHED = List(
    "names.txt",
    "32,033 first names: the list that the published program was trained on",
    "From Andrej Karpathy's makemore, where it is under the MIT licence. It does not come with this program.",
)
