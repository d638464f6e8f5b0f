"""Names that mean more than themselves to whoever reads Markdown, HTML, links, emoji or arrows in them."""

from __future__ import annotations

import random

from assessment.language import line

_PIECES = [
    *(
        "*a*",
        "**b**",
        "_c_",
        "__d__",
        "~~e~~",
        "`f`",
        "```g",
        "$x^2$",
        "$$y$$",
        r"\alpha",
        r"\*",
        r"a\ b",
        "h | i",
        "===",
    ),
    *("# j", "###", "j #", "- k", "-", "+ l", "* m", "1. n", "12) o", "123. p", "> q", ">", "---", "***", "___", "= r"),
    *("2026. q", "123456789) r", "1234567890. s"),
    *("[s](https://e.example/s)", "![t](https://e.example/t.png)", "[u]: https://e.example", "[^1]", "[v][w]", "[ ] x"),
    *(
        "<https://e.example>",
        "<b>y</b>",
        "<img src=https://e.example/z.png>",
        "<!-- a -->",
        "<script>b</script>",
        "<br>",
    ),
    *("www.e.example", "WWW.e.example/c", "https://e.example/d?e=f&g=h", "HTTP://e.example", "ftp://e.example", "://i"),
    *(
        "j@e.example",
        "mailto:k@e.example",
        "xmpp:l@e.example/m",
        "@n",
        "n@",
        "mailto:o",
        "javascript:alert(1)",
        "data:,p",
    ),
    *(":smile:", ":+1:", ":-1:", ":heart::tada:", ":not_known:", ":material/home:", ":material_home:", ":streamlit:"),
    *(":red[q]", ":blue-background[r]", ":small[s]", ":orange-badge[t]", ":shimmer[u]", ":color[v]{foreground=red}"),
    *("::v", ":::w", ":help[x]", "a:b", "a: b", "c:", ":", "::", "8:30", "8:30:15", ":x", "y:z:", ":)", "1:2:3:"),
    *(
        "->",
        "<-",
        "<->",
        "--",
        ">=",
        "<=",
        "~=",
        "A -> B",
        "A--B",
        "(c)",
        "...",
        "'d'",
        '"e"',
        "f^2^",
        "H~2~O",
        "!",
        "![",
    ),
    *(
        "&copy;",
        "&#x202e;",
        "&lt;b&gt;",
        "&",
        "R&D",
        "&amp;amp;",
        "%s",
        "{name}",
        "{{g}}",
        "h\N{NO-BREAK SPACE}i",
        "C#",
    ),
    *(
        "Sant’Àlvise",
        "L'Ospitalet",
        "São João",
        "Val-d'Or",
        "Ñuñoa",
        "Ærø",
        "İzmir",
        "東京",
        "مدينة",
        "👮🏽‍♀️",
        "e\u0301",
    ),
]


def names(count: int, seed: int = 2027) -> list[str]:
    """So many different names, as they are kept: every piece by itself, then several in a row."""
    chance = random.Random(seed)
    made = dict.fromkeys(line(piece) for piece in _PIECES)
    while len(made) < count:
        pieces = chance.sample(_PIECES, chance.randint(2, 4))
        made[line(chance.choice(("", " ", "  ", "-", "Montalbo ")).join(pieces))] = None
    return list(made)[:count]
